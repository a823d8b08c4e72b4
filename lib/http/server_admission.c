/*
 * server_admission: the moment between a request's headers and its body.
 *
 * Ulfius runs its callback only after the whole body has come. That is too late for a message whose framing is bad:
 * libmicrohttpd believes the first of two Content-Length headers, and with an unknown Transfer-Encoding it takes all
 * that follows for a body that never ends. So the sender of such a message would wait for an answer that never comes.
 * It is also late for a body far over the limit, which would be read to its end.
 *
 * libmicrohttpd itself asks early: the dispatcher that Ulfius gives to MHD_start_daemon() is called once when the
 * headers are complete. Ulfius offers no way to stand there; so this program has an MHD_start_daemon() of its own,
 * which the dynamic linker finds before the library's (ELF symbol interposition). It passes everything on and puts
 * on_event() in front of the dispatcher. For a message to be refused at once on_event() tells Ulfius that the upload
 * is over; Ulfius then runs the callback, and libmicrohttpd, answered before the body, reads nothing more and closes.
 * server_start() refuses to start where the interposition did not happen.
 *
 * The same function knows the connection, which Ulfius hides from its callbacks: we need the raw header list, because
 * Ulfius' own joins repeated headers and loses values that are not UTF-8, and the peer's whole address.
 */
#include "http/server_private.h"

#include "base/arena.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { READ_AND_DROP = 32 * 1024 * 1024 };

typedef struct MHD_Daemon *start_daemon(unsigned int flags, uint16_t port, MHD_AcceptPolicyCallback accept,
                                        void *accept_cls, MHD_AccessHandlerCallback handler, void *handler_cls, ...);

/* Ulfius has one dispatcher for all instances; the instance is its closure. Written before the first thread starts. */
static _Atomic(MHD_AccessHandlerCallback) dispatcher;

static _Thread_local struct arrival arrival;

const struct arrival *server_arrival(void)
{
    return &arrival;
}

bool server_admission_works(void)
{
    return atomic_load(&dispatcher) != NULL;
}

void server_on_connection(void *cls, struct MHD_Connection *connection, void **client,
                          enum MHD_ConnectionNotificationCode what)
{
    struct server *server = cls;
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *from = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        *client = clients_enter(server->clients, fd->connect_fd, from->client_addr);
    else
        clients_leave(*client);
}

static struct client *client_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

const struct server *server_of(struct MHD_Connection *connection)
{
    return client_owner(client_of(connection));
}

/* "/?" before the raw target: Ulfius' own path matching then sees a path of its own and nothing of the caller's. */
static const char path_of_ulfius[] = "/?";

void *server_on_request_line(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct server *server = cls;
    struct arena *a = arena_new();
    (void)connection;
    atomic_fetch_add(&server->begun, 1);
    atomic_fetch_add(&server->in_flight, 1);
    void *state = ulfius_uri_logger(NULL, arena_printf(a, "%s%s", path_of_ulfius, target ? target : ""));
    arena_free(a);
    return state;
}

void server_on_completed(void *cls, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    struct server *server = cls;
    mhd_request_completed(NULL, connection, state, why);
    client_moves(client_of(connection), CLIENT_HEAD);
    atomic_fetch_sub(&server->in_flight, 1);
}

const char *server_raw_target(const struct _u_request *request)
{
    return request->http_url + sizeof path_of_ulfius - 1;
}

/*
 * A caller that is busy sending sees a reset instead of our 413. So what is somewhat too large is read and dropped;
 * what waits for a "100 Continue" or is out of all measure is not.
 */
static bool is_hopeless(const struct req *r, size_t limit)
{
    const char *length = req_header(r, "Content-Length"), *expect = req_header(r, "Expect");
    unsigned long long announced = length ? strtoull(length, NULL, 10) : 0; /* saturates: still over */
    bool waits = expect && strcasecmp(expect, "100-continue") == 0;
    return announced > limit && (waits || announced - limit > READ_AND_DROP);
}

/* The full check, on an arena of its own, only where there is a body to come: a request without one comes at once. */
static bool must_answer_now(const struct server *server, const struct _u_request *request)
{
    struct req r = {0};
    bool has_body = MHD_lookup_connection_value(arrival.connection, MHD_HEADER_KIND, "Content-Length") ||
                    MHD_lookup_connection_value(arrival.connection, MHD_HEADER_KIND, "Transfer-Encoding");
    if (!has_body)
        return false;
    struct arena *a = arena_new();
    ctx_init(&r.ctx, a);
    struct message message = server_read_message(&r, request);
    bool now = !framing_check(&r, &message) || is_hopeless(&r, server->config.body_limit);
    arena_free(a);
    return now;
}

static enum MHD_Result dispatch(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                const char *version, const char *upload, size_t *upload_size, void **state)
{
    server_enter_dispatcher();
    enum MHD_Result result = atomic_load(&dispatcher)(cls, connection, url, method, version, upload, upload_size, state);
    server_leave_dispatcher();
    return result;
}

/* The dispatcher's last call for a request: it runs the callback, and the answer is on its way. */
static enum MHD_Result answer(struct client *client, void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, void **state)
{
    size_t nothing = 0;
    if (!client_moves(client, CLIENT_WORK))
        return MHD_NO;
    enum MHD_Result result = dispatch(cls, connection, url, method, version, NULL, &nothing, state);
    client_moves(client, CLIENT_ANSWER);
    return result;
}

static enum MHD_Result on_event(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                const char *version, const char *upload, size_t *upload_size, void **state)
{
    struct _u_instance *instance = cls;
    const struct server *server = instance->endpoint_list[0].user_data;
    struct connection_info_struct *info = *state;
    struct client *client = client_of(connection);
    arrival = (struct arrival){connection, method, version};
    bool is_first = info && info->callback_first_iteration;
    if (is_first && must_answer_now(server, info->request)) {
        info->u_instance = instance;
        info->callback_first_iteration = 0;
        is_first = false;
    }
    if (!is_first && *upload_size == 0)
        return answer(client, cls, connection, url, method, version, state);
    if (is_first && !client_moves(client, CLIENT_BODY))
        return MHD_NO;
    return dispatch(cls, connection, url, method, version, upload, upload_size, state);
}

/* Ulfius passes all its options in one array: the only form that can be passed on. */
struct MHD_Daemon *MHD_start_daemon(unsigned int flags, uint16_t port, MHD_AcceptPolicyCallback accept,
                                    void *accept_cls, MHD_AccessHandlerCallback handler, void *handler_cls, ...)
{
    union {
        void *symbol;
        start_daemon *call;
    } library = {dlsym(RTLD_NEXT, "MHD_start_daemon")};
    va_list args;
    va_start(args, handler_cls);
    bool is_array = va_arg(args, enum MHD_OPTION) == MHD_OPTION_ARRAY;
    struct MHD_OptionItem *options = is_array ? va_arg(args, struct MHD_OptionItem *) : NULL;
    va_end(args);
    if (!library.symbol || !options)
        return NULL;
    atomic_store(&dispatcher, handler);
    return library.call(flags, port, accept, accept_cls, on_event, handler_cls, MHD_OPTION_ARRAY, options,
                        MHD_OPTION_END);
}

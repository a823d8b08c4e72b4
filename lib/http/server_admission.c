/*
 * server_admission: the moment between a request's headers and its body.
 *
 * Ulfius runs its callback only after the whole body has come. That is too late for a message whose framing is bad:
 * libmicrohttpd believes the first of two Content-Length headers, and with an unknown Transfer-Encoding it takes all
 * that follows for a body that never ends. The sender of such a message would wait for ever for an answer.
 * It is also too late for a body far over the limit, which would be read to its end.
 *
 * libmicrohttpd itself asks early: it calls the dispatcher that Ulfius gives to MHD_start_daemon() once when the
 * headers are complete. Ulfius does not let us in there, so this program has an MHD_start_daemon() of its own,
 * which the dynamic linker finds before the library's (ELF symbol interposition). It passes everything on and puts
 * on_event() in front of the dispatcher. To refuse a message at once, on_event() tells Ulfius that the upload
 * is over. Ulfius then runs the callback; libmicrohttpd gets its answer before the body, reads nothing more and closes.
 * server_start() refuses to start if the interposition did not happen.
 *
 * on_event() also knows the connection, which Ulfius hides from its callbacks. We need the raw header list, because
 * Ulfius' own joins repeated headers and loses values that are not UTF-8; and the peer's whole address.
 */
#include "http/server_private.h"

#include "base/arena.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { READ_AND_DROP = 32 * 1024 * 1024, HELD_MAX = 256 * 1024 * 1024 };

typedef struct MHD_Daemon *start_daemon(unsigned int flags, uint16_t port, MHD_AcceptPolicyCallback accept,
                                        void *accept_cls, MHD_AccessHandlerCallback handler, void *handler_cls, ...);

/* Ulfius has one dispatcher for all instances and gives it the instance. Written before the first thread starts. */
static _Atomic(MHD_AccessHandlerCallback) dispatcher;

static _Thread_local struct job *dispatched;

bool server_admission_works(void)
{
    return atomic_load(&dispatcher) != NULL;
}

void server_on_connection(void *cls, struct MHD_Connection *connection, void **client,
                          enum MHD_ConnectionNotificationCode what)
{
    struct server_loop *l = cls;
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *from = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *client = clients_enter(l->server->clients, fd->connect_fd, from->client_addr);
        return;
    }
    clients_leave(*client);
    atomic_fetch_sub(&l->connections, 1);
}

static struct client *client_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

const struct server *server_of(struct MHD_Connection *connection)
{
    return client_owner(client_of(connection));
}

void server_on_completed(void *cls, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    struct server_loop *l = cls;
    struct job *job = *state;
    client_moves(client_of(connection), CLIENT_HEAD);
    if (job) {
        mhd_request_completed(NULL, connection, &job->ulfius, why);
        server_drop_request(job);
        atomic_fetch_sub(&l->server->held_bytes, job->held_bytes);
        free(job);
    }
    *state = NULL;
    atomic_fetch_sub(&l->server->in_flight, 1);
}

/*
 * A caller that is still sending when we close sees a reset instead of our 413. So a body somewhat over the limit is read
 * and dropped. True: this one is not, because it is far too large or its sender waits for "100 Continue".
 */
static bool is_hopeless(const struct req *r, size_t limit)
{
    const char *length = req_header(r, "Content-Length"), *expect = req_header(r, "Expect");
    unsigned long long announced = length ? strtoull(length, NULL, 10) : 0; /* saturates: still over */
    bool waits = expect && strcasecmp(expect, "100-continue") == 0;
    return announced > limit && (waits || announced - limit > READ_AND_DROP);
}

static bool has_body(const struct job *job)
{
    return MHD_lookup_connection_value(job->connection, MHD_HEADER_KIND, "Content-Length") ||
           MHD_lookup_connection_value(job->connection, MHD_HEADER_KIND, "Transfer-Encoding");
}

/* The most bytes the body can have: as announced, or the limit. */
static size_t expected_bytes(const struct job *job)
{
    size_t limit = job->loop->server->config.body_limit;
    const char *length = req_header(job->request, "Content-Length");
    unsigned long long announced = length ? strtoull(length, NULL, 10) : limit;
    return announced < limit ? (size_t)announced : limit;
}

static void refuse_if_full(struct job *job)
{
    if (!job->is_refused && job->is_sound && atomic_load(&job->loop->server->held_bytes) > HELD_MAX)
        job->is_refused = !fail(&job->request->ctx, PROBLEM_UNAVAILABLE);
}

/*
 * The moment between headers and body. A request that the headers alone can refuse is refused now. A body that is on its way is
 * then read and dropped, so that its sender gets the answer. True: answer at once, as the framing is bad or the body far too large.
 */
static bool meet_headers(struct job *job)
{
    const struct server_config *config = &job->loop->server->config;
    server_make_request(job);
    if (!job->is_sound || is_hopeless(job->request, config->body_limit))
        return true;
    job->is_refused = config->admit && !config->admit(job->request);
    if (!job->is_refused) /* a dropped body takes no memory */
        server_hold(job, expected_bytes(job));
    refuse_if_full(job);
    return false;
}

static enum MHD_Result dispatch(struct job *job, void *instance, const char *url, const char *upload, size_t *upload_size)
{
    dispatched = job;
    server_enter_dispatcher();
    enum MHD_Result result = atomic_load(&dispatcher)(instance, job->connection, url, job->method, job->version, upload,
                                                      upload_size, &job->ulfius);
    server_leave_dispatcher();
    dispatched = NULL;
    return result;
}

int server_on_request(const struct _u_request *request, struct _u_response *response, void *server_loop)
{
    struct job *job = dispatched;
    (void)request, (void)server_loop;
    if (!server_send_reply(job, response))
        server_drop_request(job);
    return U_CALLBACK_COMPLETE;
}

/* The last call of the dispatcher for a request: it runs the callback, then the answer is sent. */
static enum MHD_Result reply(struct job *job, void *instance, const char *url)
{
    size_t nothing = 0;
    enum MHD_Result result = dispatch(job, instance, url, NULL, &nothing);
    client_moves(client_of(job->connection), CLIENT_ANSWER);
    return result;
}

/* The answer is made: libmicrohttpd will call on_event() for the job again. */
static void resume(void *pointer)
{
    struct job *job = pointer;
    job->state = JOB_ANSWERED;
    MHD_resume_connection(job->connection);
    job->loop->library_is_due = true;
}

/* The whole request has come. True: the answer is made; false: the connection is suspended until it is. */
static bool work(struct job *job)
{
    if (!job->request)
        server_make_request(job);
    server_read_body(job);
    job->state = JOB_WORKS;
    refuse_if_full(job);
    enum task_start start = loop_run(job->loop->loop, server_answer, resume, job);
    if (start == TASK_REFUSED) {
        job->is_refused = !fail(&job->request->ctx, PROBLEM_UNAVAILABLE);
        server_answer(job);
    }
    if (start != TASK_WAITS) {
        job->state = JOB_ANSWERED;
        return true;
    }
    MHD_suspend_connection(job->connection);
    return false;
}

static enum MHD_Result answer(struct job *job, void *instance, const char *url)
{
    if (job->state == JOB_WORKS)
        return MHD_YES;
    if (job->state == JOB_COMES && !client_moves(client_of(job->connection), CLIENT_WORK))
        return MHD_NO;
    if (job->state == JOB_ANSWERED || work(job))
        return reply(job, instance, url);
    return MHD_YES;
}

static enum MHD_Result on_event(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                const char *version, const char *upload, size_t *upload_size, void **state)
{
    struct job *job = *state;
    struct connection_info_struct *info = job->ulfius;
    bool is_first = info && info->callback_first_iteration;
    job->method = method;
    job->version = version;
    job->message = info ? info->request : NULL;
    if (is_first && has_body(job) && meet_headers(job)) {
        info->u_instance = cls;
        info->callback_first_iteration = 0;
        is_first = false;
    }
    if (!is_first && *upload_size == 0)
        return answer(job, cls, url);
    if (is_first && !client_moves(client_of(connection), CLIENT_BODY))
        return MHD_NO;
    if (!is_first && job->is_refused) {
        *upload_size = 0;
        return MHD_YES;
    }
    return dispatch(job, cls, url, upload, upload_size);
}

/* Ulfius passes all its options in one array, the only form that we can pass on. */
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

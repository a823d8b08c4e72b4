/*
 * server_private: what the server*.c files share. They are the only ones that include <ulfius.h>.
 *
 * server.c            start, drain, stop
 * server_loop.c       the threads: accepting, the library, and the tasks of one loop
 * server_admission.c  the moment between a request's headers and its body, and the moment between its task and its reply
 * server_request.c    a request from the library's form into ours, and the reply back; called by server_admission.c, never calls it
 * server_job.c        the target of a request and the memory it holds, from its first line on
 * server_unread.c     messages that the library cannot read and would answer by itself
 * server_log.c        the libraries' own messages into our log
 */
#pragma once

#include "base/loop.h"
#include "http/clients.h"
#include "http/framing.h"
#include "http/peer.h"
#include "http/server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <ulfius.h>

struct server_loop;

struct server {
    struct server_config config;
    struct proxies proxies;
    struct clients *clients;
    struct server_loop *loops;
    int loop_count;
    char address[80];
    int listen_fd;         /* used by the first loop; -1 when it has stopped listening */
    int spare_fd;          /* closed when descriptors run out, so that one more connection can be accepted and closed */
    atomic_bool draining, is_deaf, is_stopping; /* deaf: it has stopped listening */
    atomic_int in_flight;       /* from request line to the last byte of the answer */
    atomic_uint_fast64_t begun; /* requests ever */
    atomic_size_t held_bytes;   /* of bodies that arrive and answers that are sent */
};

/* One thread with one Ulfius instance and one event loop. A connection stays with it for its whole life. */
struct server_loop {
    struct server *server;
    struct loop *loop;
    struct _u_instance instance;
    pthread_t thread;
    bool is_running;         /* the thread */
    int box[2];              /* a pipe: the loop that accepts connections sends their descriptors through it */
    bool library_is_due;     /* libmicrohttpd has something to do */
    atomic_int connections;
    _Atomic(int64_t) turned_at; /* when it last completed a round, in milliseconds */
};

/* Makes and starts the loops; false: one could not start. */
bool server_loops_start(struct server *server);

/* Ends every wait, then the threads. */
void server_loops_stop(struct server *server);

enum job_state { JOB_COMES, JOB_WORKS, JOB_ANSWERED };

/*
 * One request, from its first line to the last byte of its answer. `request` is made when the headers have come if a body follows,
 * otherwise when all has come. It is freed when its answer has been handed over or, for a large answer, sent.
 */
struct job {
    struct server_loop *loop;
    struct MHD_Connection *connection;
    void *ulfius; /* what Ulfius keeps of the request */
    const char *method, *version;
    const struct _u_request *message;
    struct req *request;
    enum job_state state;
    bool is_sound;        /* its framing is good */
    bool is_refused;      /* by its headers: its body is read and dropped */
    size_t held_bytes;
};

/* False: Ulfius did not start the daemon through our function, so no request would be checked. */
bool server_admission_works(void);

/* MHD_OPTION_NOTIFY_CONNECTION: start and end of every connection. The end is reported before its descriptor is closed. */
void server_on_connection(void *cls, struct MHD_Connection *connection, void **client,
                          enum MHD_ConnectionNotificationCode what);

/* MHD_OPTION_URI_LOG_CALLBACK and MHD_OPTION_NOTIFY_COMPLETED: every request's first and last moment. */
void *server_on_request_line(void *cls, const char *target, struct MHD_Connection *connection);
void server_on_completed(void *cls, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why);

/* The raw target of a request; "" when there was none. */
const char *server_raw_target(const struct _u_request *request);

const struct server *server_of(struct MHD_Connection *connection);

/* Finds the library's functions that ours replace. Called before any daemon starts. */
bool server_unread_open(void);

/* Called before and after Ulfius' dispatcher: a response queued between them is ours, any other is the library's own. */
void server_enter_dispatcher(void);
void server_leave_dispatcher(void);

/* What is wrong with a message that the library cannot read. */
struct unread {
    unsigned status; /* the library's */
    enum problem_kind kind;
    const char *detail_vi, *detail_en;
};

/* Our answer to such a message, logged and counted like any other; the caller owns it. NULL: out of memory. Sets *status. */
struct MHD_Response *server_refuse_unread(const struct server *server, struct MHD_Connection *connection,
                                          const struct unread *why, unsigned *status);

/* The message for the framing check: its headers are copied into r, the rest is borrowed. */
struct message server_read_message(struct req *r, const struct job *job);

/* Makes the request from the headers alone. */
void server_make_request(struct job *job);

/* Called when the whole request has come. */
void server_read_body(struct job *job);

/* Runs as a task: from the request to its reply. */
void server_answer(void *job);

/* Fills in what Ulfius sends. True: the reply is needed until the request is completed. */
bool server_send_reply(struct job *job, struct _u_response *response);

/* The one endpoint: hands over the reply that server_answer() has made. */
int server_on_request(const struct _u_request *request, struct _u_response *response, void *server_loop);

/* Counts `bytes` more as held in memory for a job, until it is completed. */
void server_hold(struct job *job, size_t bytes);

/* Frees the request of a job. */
void server_drop_request(struct job *job);

void server_log_open(void);
void server_log_mhd(void *cls, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/*
 * server_private: what the server*.c files share. They are the only ones that include <ulfius.h>.
 *
 * server.c            start, drain, stop
 * server_loop.c       the threads: accepting, the library, and the tasks of one loop
 * server_admission.c  the moment between a request's headers and its body, and that between its task and its reply
 * server_request.c    a request from the library's form into ours, and the reply back; it never calls server_admission.c, which calls it
 * server_job.c        where a request is sent and what it holds, from its first line on
 * server_unread.c     messages that the library cannot read, and would answer by itself
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
    int listen_fd;         /* the first loop's, until it has stopped listening: -1 */
    int spare_fd;          /* given up to tell a caller for whom there is no descriptor that it is not served */
    atomic_bool draining, is_deaf, is_stopping; /* deaf: nobody new is taken */
    atomic_int in_flight;       /* from request line to the last byte of the answer */
    atomic_uint_fast64_t begun; /* requests ever */
    atomic_size_t held_bytes;   /* of bodies that come, and of answers that go out */
};

/* One thread, one Ulfius instance, one event loop: all of a connection's life happens here. */
struct server_loop {
    struct server *server;
    struct loop *loop;
    struct _u_instance instance;
    pthread_t thread;
    bool is_running;         /* the thread */
    int box[2];              /* descriptors of new connections, from the loop that accepts them */
    bool library_is_due;     /* libmicrohttpd has something to do */
    atomic_int connections;
    _Atomic(int64_t) turned_at; /* when it last came round, in milliseconds */
};

/* Makes and starts them; false: one could not start. */
bool server_loops_start(struct server *server);

/* Ends every wait, and then the threads. */
void server_loops_stop(struct server *server);

enum job_state { JOB_COMES, JOB_WORKS, JOB_ANSWERED };

/*
 * One request, from its first line to the last byte of its answer. `request` is made when the headers have come and there is a
 * body to refuse or wait for, else with the last byte; it goes when its answer has been handed over.
 */
struct job {
    struct server_loop *loop;
    struct MHD_Connection *connection;
    void *ulfius; /* what Ulfius keeps of the request */
    const char *method, *version;
    const struct _u_request *message;
    struct req *request;
    enum job_state state;
    bool is_sound;        /* its framing */
    bool is_refused;      /* at its headers: its body is read and dropped */
    size_t held_bytes;
};

/* False: Ulfius did not start the daemon through us, and no request would be checked. */
bool server_admission_works(void);

/* MHD_OPTION_NOTIFY_CONNECTION: every connection's. The end comes before its descriptor is closed. */
void server_on_connection(void *cls, struct MHD_Connection *connection, void **client,
                          enum MHD_ConnectionNotificationCode what);

/* MHD_OPTION_URI_LOG_CALLBACK and MHD_OPTION_NOTIFY_COMPLETED: every request's first and last moment. */
void *server_on_request_line(void *cls, const char *target, struct MHD_Connection *connection);
void server_on_completed(void *cls, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why);

/* The raw target of a request; "" when there was none. */
const char *server_raw_target(const struct _u_request *request);

const struct server *server_of(struct MHD_Connection *connection);

/* Finds the library's own functions behind ours; before any daemon starts. */
bool server_unread_open(void);

/* Around Ulfius' dispatcher: only what is queued in between is an answer of ours. */
void server_enter_dispatcher(void);
void server_leave_dispatcher(void);

/* What is wrong with a message that no request could be made of. */
struct unread {
    unsigned status; /* the library's */
    enum problem_kind kind;
    const char *detail_vi, *detail_en;
};

/* Our answer to it, logged and counted like any other; the caller owns it. NULL: memory ran out. Sets *status. */
struct MHD_Response *server_refuse_unread(const struct server *server, struct MHD_Connection *connection,
                                          const struct unread *why, unsigned *status);

/* What arrived, as the framing check wants it: the headers copied into r, the rest borrowed. */
struct message server_read_message(struct req *r, const struct job *job);

/* Makes the request, out of the headers alone. */
void server_make_request(struct job *job);

/* The whole of it has come. */
void server_read_body(struct job *job);

/* A task: from the request to its reply. */
void server_answer(void *job);

/* Fills in what Ulfius sends. True: the reply is still needed, until the request is completed. */
bool server_send_reply(struct job *job, struct _u_response *response);

/* The one endpoint: hands over the reply that server_answer() has made. */
int server_on_request(const struct _u_request *request, struct _u_response *response, void *server_loop);

/* So many bytes more are held in memory for a job, until it is completed. */
void server_hold(struct job *job, size_t bytes);

/* Forgets the request of a job. */
void server_drop_request(struct job *job);

void server_log_open(void);
void server_log_mhd(void *cls, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

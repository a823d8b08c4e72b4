/*
 * server_private: what the server*.c files share. They are the only ones that include <ulfius.h>.
 *
 * server.c            start, drain, stop
 * server_admission.c  the moment between a request's headers and its body
 * server_request.c    a request from the library's form into ours, and the reply back
 * server_unread.c     messages that the library cannot read, and would answer by itself
 * server_log.c        the libraries' own messages into our log
 */
#pragma once

#include "http/clients.h"
#include "http/framing.h"
#include "http/peer.h"
#include "http/server.h"

#include <stdatomic.h>
#include <ulfius.h>

struct server {
    struct server_config config;
    struct proxies proxies;
    struct clients *clients;
    struct _u_instance instance;
    char address[80];
    int quiesced_fd; /* the listening socket after server_drain(); -1 before */
    atomic_bool draining;
    atomic_int in_flight;       /* from request line to the last byte of the answer */
    atomic_uint_fast64_t begun; /* requests ever */
};

/* What the connection said before its body: set for the thread that runs Ulfius' dispatcher, while it does. */
struct arrival {
    struct MHD_Connection *connection;
    const char *method, *version;
};

const struct arrival *server_arrival(void);

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
struct message server_read_message(struct req *r, const struct _u_request *request);

/* The one endpoint. */
int server_on_request(const struct _u_request *request, struct _u_response *response, void *server);

void server_log_open(void);
void server_log_mhd(void *cls, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

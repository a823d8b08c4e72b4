/*
 * server_unread: messages that libmicrohttpd cannot read. It answers them itself, in HTML, before any callback: a line without a
 * colon, a header too long for its memory, a chunk whose length is not a number. Its answer to a Content-Length that it cannot
 * read has its header twice.
 *
 * Here we replace two functions that the library calls itself, as server_admission.c does with MHD_start_daemon(). The first gives
 * the library a length it can read, so that the framing check sees the message and refuses it with a problem. The second replaces
 * an answer of the library's own with ours.
 */
#include "http/server_private.h"

#include "base/arena.h"

#include <dlfcn.h>
#include <string.h>
#include <strings.h>

enum { READABLE_DIGITS = 18 }; /* so many always fit into the library's number */

typedef enum MHD_Result look_up(struct MHD_Connection *connection, enum MHD_ValueKind kind, const char *key, size_t key_size,
                                const char **value, size_t *value_size);
typedef enum MHD_Result queue(struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response);

static struct {
    look_up *look_up;
    queue *queue;
} library; /* written before the first thread starts */

static _Thread_local bool is_in_dispatcher;

bool server_unread_open(void)
{
    union {
        void *symbol;
        look_up *call;
    } lookup = {dlsym(RTLD_NEXT, "MHD_lookup_connection_value_n")};
    union {
        void *symbol;
        queue *call;
    } queueing = {dlsym(RTLD_NEXT, "MHD_queue_response")};
    library.look_up = lookup.call;
    library.queue = queueing.call;
    return library.look_up && library.queue;
}

void server_enter_dispatcher(void)
{
    is_in_dispatcher = true;
}

void server_leave_dispatcher(void)
{
    is_in_dispatcher = false;
}

static size_t trimmed_size(const char *value)
{
    size_t size = strlen(value);
    while (size && strchr(" \t", value[size - 1]))
        size--;
    return size;
}

/*
 * The value without leading zeros, or "0" when it is not a number or far too large: then the framing check or the limit for bodies
 * ends the connection, so that what follows is never taken for a request.
 */
static const char *readable_length(const char *value)
{
    static _Thread_local char copy[READABLE_DIGITS + 1];
    size_t size = trimmed_size(value), zeros = strspn(value, "0");
    size_t digits = size > zeros ? size - zeros : 0;
    if (digits == 0 || digits > READABLE_DIGITS || strspn(value, "0123456789") != size)
        return "0";
    memcpy(copy, value + zeros, digits);
    copy[digits] = '\0';
    return copy;
}

static bool is_named(const char *key, size_t size, const char *name)
{
    return size == strlen(name) && strncasecmp(key, name, size) == 0;
}

static const char *readable(const char *key, size_t size, const char *value)
{
    if (is_named(key, size, "Content-Length"))
        return readable_length(value);
    bool is_chunked = trimmed_size(value) == strlen("chunked") && strncasecmp(value, "chunked", strlen("chunked")) == 0;
    return is_named(key, size, "Transfer-Encoding") && is_chunked ? "chunked" : value;
}

enum MHD_Result MHD_lookup_connection_value_n(struct MHD_Connection *connection, enum MHD_ValueKind kind, const char *key,
                                              size_t key_size, const char **value_ptr, size_t *value_size_ptr)
{
    const char *value = NULL;
    size_t size = 0;
    if (library.look_up(connection, kind, key, key_size, &value, &size) != MHD_YES)
        return MHD_NO;
    const char *readable_value = kind == MHD_HEADER_KIND && key && value ? readable(key, key_size, value) : value;
    if (value_ptr)
        *value_ptr = readable_value;
    if (value_size_ptr)
        *value_size_ptr = readable_value == value ? size : strlen(readable_value);
    return MHD_YES;
}

static const struct unread *reason_of(unsigned status)
{
    static const struct unread reasons[] = {
        {MHD_HTTP_CONTENT_TOO_LARGE, PROBLEM_TOO_LARGE, NULL, NULL},
        {MHD_HTTP_URI_TOO_LONG, PROBLEM_URI_TOO_LONG, NULL, NULL},
        {MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE, PROBLEM_BAD_FRAMING, "Phần tiêu đề HTTP quá lớn.",
         "The headers are too large."},
        {MHD_HTTP_HTTP_VERSION_NOT_SUPPORTED, PROBLEM_BAD_FRAMING, "Chỉ hỗ trợ HTTP/1.0 và HTTP/1.1.",
         "Only HTTP/1.0 and HTTP/1.1 are spoken here."},
        {MHD_HTTP_INTERNAL_SERVER_ERROR, PROBLEM_INTERNAL, NULL, NULL},
        {0, PROBLEM_BAD_FRAMING, "Yêu cầu HTTP sai cú pháp.", "The message does not follow the grammar of HTTP."},
    };
    const struct unread *reason = reasons;
    while (reason->status && reason->status != status)
        reason++;
    return reason;
}

enum MHD_Result MHD_queue_response(struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response)
{
    const struct server *server = is_in_dispatcher ? NULL : server_of(connection);
    struct MHD_Response *ours =
        server ? server_refuse_unread(server, connection, reason_of(status), &status) : NULL;
    enum MHD_Result result = library.queue(connection, status, ours ? ours : response);
    if (ours)
        MHD_destroy_response(ours);
    return result;
}

/* framing: see framing.h. */
#include "http/framing.h"

#include "base/arena.h"
#include "http/text.h"

#include <string.h>
#include <strings.h>

static bool is_digits(const char *value)
{
    return value[0] && value[strspn(value, "0123456789")] == '\0';
}

static bool is_chunked(const char *value)
{
    return strcasecmp(value, "chunked") == 0;
}

/* host[:port] in any of its forms: a name, an IPv4 address, a bracketed IPv6 address. */
static bool is_host(const char *value)
{
    static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._~%:[]";
    return value[0] && value[strspn(value, allowed)] == '\0';
}

static bool is_text(const char *value)
{
    return is_utf8(value, strlen(value));
}

/* Headers that come once at most, and what their value must look like. */
static const struct single {
    const char *name;
    bool (*is_good)(const char *value);
} singles[] = {
    {"Content-Length", is_digits}, {"Transfer-Encoding", is_chunked}, {"Host", is_host},
    {"Authorization", is_text},    {"Content-Type", is_text},         {"If-Match", is_text},
    {"Idempotency-Key", is_text},
};

static bool refuse(struct req *r, const char *detail_vi, const char *detail_en)
{
    return fail_because(&r->ctx, PROBLEM_BAD_FRAMING, detail_vi, detail_en);
}

static bool refuse_header(struct req *r, const char *name, enum field_code code, const char *hint)
{
    return fail_field_as(&r->ctx, PROBLEM_BAD_FRAMING, AT_HEADER, name, code, hint);
}

static enum http_method method_of(const char *name)
{
    for (int m = 0; m < HTTP_OTHER; m++)
        if (strcmp(http_method_name((enum http_method)m), name) == 0)
            return (enum http_method)m;
    return HTTP_OTHER;
}

/* Methods are case-sensitive and in capitals; the router refuses an unknown one. */
static bool is_method(const char *method)
{
    return method[0] && method[strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-")] == '\0';
}

/* Visible ASCII without a fragment. */
static bool is_visible(const char *target)
{
    for (const unsigned char *c = (const unsigned char *)target; *c; c++)
        if (*c <= 0x20 || *c >= 0x7f || *c == '#')
            return false;
    return true;
}

static size_t scheme_length(const char *target)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncasecmp(target, schemes[i], strlen(schemes[i])) == 0)
            return strlen(schemes[i]);
    return 0;
}

/*
 * Returns what follows the authority of an absolute target. The authority names the host, not the Host header (RFC 9112 §3.2.2),
 * unless a trusted proxy has named it already. NULL: the authority is not a host.
 */
static const char *read_absolute(struct req *r, const char *target, size_t scheme)
{
    size_t length = strcspn(target + scheme, "/?");
    const char *host = arena_strndup(r->ctx.arena, target + scheme, length), *rest = target + scheme + length;
    if (!is_host(host))
        return NULL;
    if (!r->host)
        r->host = host;
    if (!r->scheme)
        r->scheme = scheme == strlen("https://") ? "https" : "http";
    return *rest == '/' ? rest : arena_printf(r->ctx.arena, "/%s", rest);
}

/* The target in origin form; "*" of OPTIONS stays. NULL: it has no such form. CONNECT's form has no use here. */
static const char *origin_form(struct req *r, const char *target)
{
    size_t scheme = scheme_length(target);
    if (!is_visible(target))
        return NULL;
    if (scheme)
        return read_absolute(r, target, scheme);
    bool is_asterisk = strcmp(target, "*") == 0 && r->method == HTTP_OPTIONS;
    return target[0] == '/' || is_asterisk ? target : NULL;
}

static bool check_line(struct req *r, const struct message *message)
{
    r->method = method_of(message->method);
    r->target = r->path = "/";
    if (!is_method(message->method))
        return refuse(r, "Phương thức HTTP không hợp lệ.", "The method is malformed.");
    if (strcmp(message->version, "HTTP/1.1") != 0 && strcmp(message->version, "HTTP/1.0") != 0)
        return refuse(r, "Chỉ hỗ trợ HTTP/1.0 và HTTP/1.1.", "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
    if (strlen(message->target) > TARGET_MAX_BYTES)
        return fail(&r->ctx, PROBLEM_URI_TOO_LONG);
    const char *target = origin_form(r, message->target);
    if (!target)
        return refuse(r, "Địa chỉ yêu cầu có ký tự không được phép.", "The request target is malformed.");
    r->target = target;
    r->path = arena_strndup(r->ctx.arena, target, strcspn(target, "?"));
    return true;
}

static bool check_single(struct req *r, const struct single *single, size_t *count)
{
    bool good = true;
    *count = 0;
    for (size_t i = 0; i < r->header_count; i++) {
        if (strcasecmp(r->headers[i].name, single->name) != 0)
            continue;
        if (++*count == 2)
            good = refuse_header(r, single->name, FIELD_ERROR_REPEATED, NULL);
        if (!single->is_good(r->headers[i].value))
            good = refuse_header(r, single->name, FIELD_ERROR_CHARACTER, NULL);
    }
    return good;
}

/*
 * A name with a blank before its colon, or a value with a bare carriage return: another reader sees another header. What
 * the library drops (a NUL and what follows it, a folded line, a bare line feed) shows only as bytes that are missing
 * from the sum.
 */
static bool check_texts(struct req *r, const struct message *message)
{
    if (!message->is_whole)
        return refuse(r, "Tiêu đề HTTP có dòng hoặc ký tự không được phép.",
                      "The header has a line or a character that is not allowed.");
    for (size_t i = 0; i < r->header_count; i++)
        if (!is_token(r->headers[i].name) || !is_printable(r->headers[i].value))
            return refuse(r, "Có tiêu đề HTTP không hợp lệ.", "A header is malformed.");
    return true;
}

static bool check_headers(struct req *r, const struct message *message)
{
    size_t counts[sizeof singles / sizeof singles[0]];
    const size_t *length = &counts[0], *encoding = &counts[1], *host = &counts[2];
    bool good = true;
    for (size_t i = 0; i < sizeof singles / sizeof singles[0]; i++)
        good = check_single(r, &singles[i], &counts[i]) && good;
    if (*encoding && (*length || strcmp(message->version, "HTTP/1.0") == 0))
        good = refuse_header(r, "Transfer-Encoding", FIELD_ERROR_RULE, "RFC 9112 6.1");
    if (!*host)
        good = refuse_header(r, "Host", FIELD_ERROR_REQUIRED, NULL);
    return good;
}

bool framing_check(struct req *r, const struct message *message)
{
    bool good = check_line(r, message) && check_texts(r, message) && check_headers(r, message);
    r->reply.close = r->reply.close || !good;
    return good;
}

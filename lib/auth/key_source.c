/*
 * key_source: see key_source.h. Redirects are not followed: the operator must configure the new address. Plain http is
 * allowed for this machine only, because anybody between us and the server could give us their own keys.
 */
#include "auth/key_source.h"

#include "auth/key_set.h"
#include "base/arena.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { FETCH_TIMEOUT_MS = 5000, HTTP_OK = 200, HTTP_SERVER_FAILS = 500 };

struct text {
    char *bytes; /* KEY_SOURCE_MAX of them */
    size_t length;
};

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Returning another size than it was given makes curl end the transfer. */
static size_t collect(char *bytes, size_t one, size_t count, void *text)
{
    struct text *t = text;
    size_t size = one * count;
    if (size > KEY_SOURCE_MAX - t->length)
        return 0;
    memcpy(t->bytes + t->length, bytes, size);
    t->length += size;
    return size;
}

static void set_options(CURL *curl, const char *url, struct text *text)
{
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)FETCH_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, text);
    if (has_prefix(url, "http://")) /* plain text never leaves this machine, whatever proxy the environment names */
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
}

static void start_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* True: nobody answered. A certificate that is not trusted is an answer, perhaps somebody else's. */
static bool is_away(CURLcode result)
{
    return result == CURLE_COULDNT_RESOLVE_HOST || result == CURLE_COULDNT_RESOLVE_PROXY ||
           result == CURLE_COULDNT_CONNECT || result == CURLE_OPERATION_TIMEDOUT || result == CURLE_GOT_NOTHING ||
           result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR;
}

static bool judge(CURLcode result, long status, struct reason *reason)
{
    reason->is_away = is_away(result) || (result == CURLE_OK && status >= HTTP_SERVER_FAILS);
    if (result == CURLE_WRITE_ERROR)
        return because(reason, "the keys cannot be fetched: larger than 256 KiB");
    if (result != CURLE_OK)
        return because(reason, "the keys cannot be fetched: %s", curl_easy_strerror(result));
    return status == HTTP_OK || because(reason, "the keys cannot be fetched: the server answered %ld", status);
}

static bool fetch(const char *url, struct text *text, struct reason *reason)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_curl);
    CURL *curl = curl_easy_init();
    if (!curl)
        return because(reason, "curl cannot start");
    set_options(curl, url, text);
    CURLcode result = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    return judge(result, status, reason);
}

static bool read_descriptor(int fd, struct text *text)
{
    while (text->length < KEY_SOURCE_MAX) {
        ssize_t got = read(fd, text->bytes + text->length, KEY_SOURCE_MAX - text->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        text->length += (size_t)got;
    }
    errno = EFBIG;
    return false;
}

static bool read_file(const char *path, struct text *text, struct reason *reason)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool complete = fd >= 0 && read_descriptor(fd, text);
    int error = errno;
    if (fd >= 0)
        close(fd);
    return complete || because(reason, "cannot read %.160s: %s", path, strerrordesc_np(error));
}

/* "http://127.0.0.1:8000/keys" and the like; a port or a path must follow the host. */
static bool is_loopback(const char *url)
{
    static const char *const hosts[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        if (has_prefix(url, hosts[i]) && (url[strlen(hosts[i])] == ':' || url[strlen(hosts[i])] == '/'))
            return !strchr(url, '@');
    }
    return false;
}

bool key_source_is_remote(const char *location)
{
    return has_prefix(location, "https://") || has_prefix(location, "http://");
}

static bool read_any(const char *location, struct text *text, struct reason *reason)
{
    if (has_prefix(location, "http://") && !is_loopback(location))
        return because(reason, "http:// is for this machine only, use https://");
    if (key_source_is_remote(location))
        return fetch(location, text, reason);
    if (has_prefix(location, "file://"))
        return read_file(location + strlen("file://"), text, reason);
    if (strstr(location, "://"))
        return because(reason, "only https:// and file:// URLs are read");
    return read_file(location, text, reason);
}

const char *key_source_read(const char *location, struct arena *a, size_t *length, struct reason *reason)
{
    struct text text = {.bytes = arena_alloc(a, KEY_SOURCE_MAX)};
    if (!read_any(location, &text, reason))
        return NULL;
    *length = text.length;
    return text.bytes;
}

const char *key_source_read_file(const char *path, struct arena *a, size_t *length, struct reason *reason)
{
    struct text text = {.bytes = arena_alloc(a, KEY_SOURCE_MAX)};
    if (!read_file(path, &text, reason))
        return NULL;
    *length = text.length;
    return text.bytes;
}

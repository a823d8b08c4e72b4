/* config: see config.h. A new setting is one row here and one member there. */
#include "config.h"

#include "http/peer.h"
#include "rest/decode.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum type { TEXT, NUMBER };

enum { FILE_MAX = 64 * 1024 };

struct setting_row {
    const char *name;
    enum type type;
    size_t offset;
    const char *preset; /* default; NULL: none, the value is then "" */
    long least, most;   /* of a number; of a text that is given, its bytes */
    const char *meaning;
    bool (*is_good)(const char *value); /* of a text that is given; NULL: any will do */
    const char *expected;               /* what is_good() asks for */
};

#define TEXT_ROW(name, member, preset, least, most, meaning) \
    {name, TEXT, offsetof(struct config, member), preset, least, most, meaning, NULL, NULL}
#define CHECKED_ROW(name, member, preset, least, most, meaning, is_good, expected) \
    {name, TEXT, offsetof(struct config, member), preset, least, most, meaning, is_good, expected}
#define NUMBER_ROW(name, member, preset, least, most, meaning) \
    {name, NUMBER, offsetof(struct config, member), preset, least, most, meaning, NULL, NULL}

/* http:// or https://, then at least one visible character and none of `forbidden`. */
static bool is_web_address(const char *text, size_t length, const char *forbidden)
{
    size_t scheme = strncmp(text, "https://", 8) == 0 ? 8 : 7;
    if (length <= scheme || (scheme == 7 && strncmp(text, "http://", 7) != 0))
        return false;
    for (size_t i = scheme; i < length; i++)
        if (!isgraph((unsigned char)text[i]) || strchr(forbidden, text[i]))
            return false;
    return true;
}

static bool is_base_url(const char *value)
{
    size_t length = strlen(value);
    return is_web_address(value, length, "?#\"<>\\") && value[length - 1] != '/';
}

/* Browsers send origins in small letters, and they are compared as they are. */
static bool are_origins(const char *value)
{
    for (const char *at = value + strspn(value, ", "); *at; at += strspn(at, ", ")) {
        size_t length = strcspn(at, ", ");
        if (!is_web_address(at, length, "/?#*\"<>\\ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            return false;
        at += length;
    }
    return true;
}

static bool are_addresses(const char *value)
{
    struct proxies proxies;
    return proxies_parse(&proxies, value);
}

static bool is_log_level(const char *value)
{
    static const char *const levels[] = {"debug", "info", "warn", "error"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (strcmp(levels[i], value) == 0)
            return true;
    return false;
}

static const struct setting_row rows[] = {
    TEXT_ROW("DATABASE_URL", database_url, NULL, 1, 4096, "libpq connection string; the service logs in as a role that owns nothing"),
    TEXT_ROW("TDKT_HOME", home, "var", 1, 1024, "where a development installation keeps its keys and data"),
    TEXT_ROW("TDKT_LISTEN", listen, "127.0.0.1:8080", 2, 128, "address and port of the service; port 0 takes a free one"),
    TEXT_ROW("TDKT_ADMIN_LISTEN", admin_listen, "127.0.0.1:9090", 2, 128, "address and port of /livez, /readyz and /metrics"),
    CHECKED_ROW("TDKT_PUBLIC_URL", public_url, NULL, 8, 512, "start of absolute links; without it what a trusted proxy or Host says",
                is_base_url, "an http or https address without a slash at its end"),
    TEXT_ROW("TDKT_JWT_KEYS", jwt_keys, NULL, 1, 2048,
             "public keys of the token issuer: PEM or JWKS, a file or https URL; reloaded on SIGHUP"),
    TEXT_ROW("TDKT_JWT_ISSUER", jwt_issuer, NULL, 1, 512, "the iss that tokens must bear"),
    TEXT_ROW("TDKT_JWT_AUDIENCE", jwt_audience, NULL, 1, 512, "the aud that tokens must bear"),
    TEXT_ROW("TDKT_JWT_ROLES_CLAIM", jwt_roles_claim, "roles", 1, 100, "the claim that lists a caller's roles"),
    NUMBER_ROW("TDKT_JWT_SKEW", jwt_skew, "30", 0, 60, "seconds of clock difference that tokens are allowed"),
    NUMBER_ROW("TDKT_TOKEN_CACHE", token_cache, "10000", 0, 1000000, "verified tokens kept in memory"),
    NUMBER_ROW("TDKT_SCOPE_TTL", scope_ttl, "10", 0, 60, "seconds for which a caller's resolved units are kept while no unit changes"),
    TEXT_ROW("TDKT_SECRET", secret, NULL, 32, 512, "key of cursors and of the citizen-id look-up: the same on every instance, for ever"),
    CHECKED_ROW("TDKT_CORS_ORIGINS", cors_origins, NULL, 1, 4096, "comma-separated origins that browsers may call from",
                are_origins, "origins such as https://app.example, in small letters and without a path"),
    CHECKED_ROW("TDKT_TRUSTED_PROXIES", trusted_proxies, NULL, 1, 1024,
                "comma-separated addresses whose Forwarded and X-Forwarded headers count",
                are_addresses, "at most 16 IP addresses"),
    NUMBER_ROW("TDKT_HTTP_THREADS", http_threads, "16", 0, 256, "worker threads; 0: a thread per connection"),
    NUMBER_ROW("TDKT_CONNECTION_LIMIT", connection_limit, "4096", 8, 65536, "open client connections, all together"),
    NUMBER_ROW("TDKT_PER_ADDRESS_LIMIT", per_address_limit, "256", 0, 65536,
               "open connections of one address (IPv6: of one /64), but for TDKT_TRUSTED_PROXIES; 0: no limit"),
    NUMBER_ROW("TDKT_IDLE_TIMEOUT", idle_timeout, "30", 1, 3600, "seconds after which an idle connection is closed"),
    NUMBER_ROW("TDKT_HEADER_TIMEOUT", header_timeout, "20", 1, 3600, "seconds in which a request's head must have come"),
    NUMBER_ROW("TDKT_BODY_TIMEOUT", body_timeout, "60", 1, 3600, "seconds in which its body must have come"),
    NUMBER_ROW("TDKT_ANSWER_TIMEOUT", answer_timeout, "120", 1, 3600, "seconds in which its answer must have been taken"),
    NUMBER_ROW("TDKT_DRAIN_DELAY", drain_delay, "0", 0, 300,
               "seconds between \"not ready\" and the closed port of a stop, for balancers to notice"),
    NUMBER_ROW("TDKT_DRAIN_TIMEOUT", drain_timeout, "30", 0, 600,
               "seconds that a stop waits for requests in flight, which are then undone"),
    NUMBER_ROW("TDKT_BODY_LIMIT", body_limit, "1048576", 1024, 67108864, "bytes of a request body"),
    NUMBER_ROW("TDKT_DB_CONNECTIONS", db_connections, "16", 1, 256, "connections to PostgreSQL"),
    NUMBER_ROW("TDKT_DB_WAITING", db_waiting, "256", 0, 65536, "requests that may wait for one; one more gets 503"),
    NUMBER_ROW("TDKT_DB_ACQUIRE_MS", db_acquire_ms, "2000", 1, 60000, "longest such wait"),
    NUMBER_ROW("TDKT_DB_CONNECT_MS", db_connect_ms, "2000", 10, 60000, "longest attempt to connect"),
    NUMBER_ROW("TDKT_STATEMENT_MS", statement_ms, "10000", 10, 600000, "longest statement"),
    NUMBER_ROW("TDKT_RATE_LIMIT", rate_limit, "100", 0, 1000000, "requests a second of one caller; 0: no limit"),
    NUMBER_ROW("TDKT_RATE_BURST", rate_burst, "200", 1, 1000000, "requests that may come at once"),
    CHECKED_ROW("TDKT_LIVE_ON", live_on, NULL, 10, 10,
                "day since which awards need a nomination; kept by migrate, at first the day of the first migration", is_date,
                "a day, YYYY-MM-DD"),
    TEXT_ROW("TDKT_TIME_ZONE", time_zone, NULL, 1, 64, "where \"today\" is; kept by migrate, at first Asia/Ho_Chi_Minh"),
    CHECKED_ROW("TDKT_LOG_LEVEL", log_level, "info", 4, 5, "debug, info, warn or error", is_log_level,
                "debug, info, warn or error"),
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

/* The file's text without white space around it; NULL when it cannot be read or is too long. */
static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = calloc(1, FILE_MAX);
    size_t length = text ? fread(text, 1, FILE_MAX - 1, file) : 0;
    fclose(file);
    if (!text || length == FILE_MAX - 1) {
        free(text);
        return NULL;
    }
    while (length && isspace((unsigned char)text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* The value as given, or the default; heap. NULL: the file it should come from cannot be read. */
static char *value_of(const struct setting_row *row)
{
    char file_name[64];
    snprintf(file_name, sizeof file_name, "%s_FILE", row->name);
    const char *path = getenv(file_name), *value = getenv(row->name);
    if (path && *path && !(value && *value))
        return read_file(path);
    if (value && *value)
        return strdup(value);
    return strdup(row->preset ? row->preset : "");
}

static bool set_number(struct config *config, const struct setting_row *row, const char *value, char *why, size_t size)
{
    char *end;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (errno || end == value || *end || number < row->least || number > row->most) {
        snprintf(why, size, "%s must be a whole number from %ld to %ld", row->name, row->least, row->most);
        return false;
    }
    memcpy((char *)config + row->offset, &(int){(int)number}, sizeof(int));
    return true;
}

static bool set_text(struct config *config, const struct setting_row *row, char *value, char *why, size_t size)
{
    long length = (long)strlen(value);
    memcpy((char *)config + row->offset, &value, sizeof value);
    if (length && (length < row->least || length > row->most)) {
        snprintf(why, size, "%s must have %ld to %ld bytes", row->name, row->least, row->most);
        return false;
    }
    if (length && row->is_good && !row->is_good(value)) {
        snprintf(why, size, "%s must be %s", row->name, row->expected);
        return false;
    }
    return true;
}

static bool set(struct config *config, const struct setting_row *row, char *why, size_t size)
{
    char *value = value_of(row);
    if (!value) {
        snprintf(why, size, "%s_FILE names a file that cannot be read or is too long", row->name);
        return false;
    }
    if (row->type == TEXT)
        return set_text(config, row, value, why, size);
    bool is_set = set_number(config, row, value, why, size);
    free(value);
    return is_set;
}

bool config_read(struct config *config, char *why, size_t why_size)
{
    *config = (struct config){0};
    for (int i = 0; i < ROW_COUNT; i++)
        if (!set(config, &rows[i], why, why_size)) {
            config_free(config);
            return false;
        }
    return true;
}

void config_free(struct config *config)
{
    for (int i = 0; i < ROW_COUNT; i++) {
        char *text;
        if (rows[i].type != TEXT)
            continue;
        memcpy(&text, (char *)config + rows[i].offset, sizeof text);
        free(text);
    }
    *config = (struct config){0};
}

void config_print(FILE *out)
{
    fprintf(out, "%-24s %-7s %-16s %-16s %s\n", "variable", "type", "default", "range", "meaning");
    for (int i = 0; i < ROW_COUNT; i++) {
        const struct setting_row *row = &rows[i];
        char range[40];
        snprintf(range, sizeof range, "%ld–%ld%s", row->least, row->most, row->type == TEXT ? " bytes" : "");
        fprintf(out, "%-24s %-7s %-16s %-16s %s\n", row->name, row->type == TEXT ? "text" : "number",
                row->preset ? row->preset : "-", range, row->meaning);
    }
}

/*
 * kept_keys: see kept_keys.h. The file has its own time inside, because a copy or a restore changes its time on disk. Somebody
 * who can write it can act as anybody, so a file that others may read or write is not used.
 */
#include "auth/kept_keys.h"

#include "auth/json.h"
#include "auth/key_set.h"
#include "auth/key_source.h"
#include "auth/mac.h"
#include "auth/whole_file.h"
#include "base/arena.h"
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAME_HEX = 16, HOUR_S = 3600, CLOCK_SKEW_S = 300 };

/* Only a digest of the address is in the name, because the address may hold a password. */
static const char *path_of(const struct keeping *keeping, const char *location, struct arena *a)
{
    unsigned char digest[MAC_BYTES];
    char hex[MAC_HEX];
    sha256(location, strlen(location), digest);
    mac_hex(digest, hex);
    return arena_printf(a, "%s/kept-keys-%.*s.json", keeping->directory, NAME_HEX, hex);
}

static const char *document_of(const char *text, size_t length, struct arena *a)
{
    json_t *document = json_keep(json_pack("{s:I, s:s%}", "fetched_at", (json_int_t)time(NULL), "keys", text, length), a);
    char *made = document ? json_dumps(document, JSON_COMPACT) : NULL;
    return arena_own(a, made, free);
}

void kept_keys_write(const struct keeping *keeping, const char *location, const char *text, size_t length)
{
    if (keeping->hours == 0 || keeping->only_reads)
        return;
    struct arena *a = arena_new();
    const char *path = path_of(keeping, location, a), *document = document_of(text, length, a);
    if (!document)
        log_say(LOG_WARN, "keys_not_kept", "the keys are no UTF-8 text");
    else if (!whole_file_replace(path, S_IRUSR | S_IWUSR, document, strlen(document), a))
        log_say(LOG_WARN, "keys_not_kept", "cannot write %s: %s; without its key server the service would not start", path,
                strerrordesc_np(errno));
    arena_free(a);
}

static bool is_ours_alone(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && status.st_uid == geteuid() && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

static bool is_fresh(const struct keeping *keeping, long long fetched_at)
{
    long long age = (long long)time(NULL) - fetched_at;
    return age >= -CLOCK_SKEW_S && age <= (long long)keeping->hours * HOUR_S;
}

const char *kept_keys_read(const struct keeping *keeping, const char *location, struct arena *a, size_t *length,
                           struct reason *reason)
{
    size_t size = 0;
    const char *path = path_of(keeping, location, a);
    const char *document = is_ours_alone(path) ? key_source_read_file(path, a, &size, reason) : NULL;
    const json_t *object = document ? json_read_object(document, size, a) : NULL;
    const json_t *keys = json_object_get(object, "keys");
    if (!json_is_string(keys)) {
        because(reason, "no keys are kept");
        return NULL;
    }
    if (!is_fresh(keeping, json_integer_value(json_object_get(object, "fetched_at")))) {
        because(reason, "the keys that are kept are older than %d hours", keeping->hours);
        return NULL;
    }
    *length = json_string_length(keys);
    return json_string_value(keys);
}

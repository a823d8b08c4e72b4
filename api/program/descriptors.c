/* descriptors: see descriptors.h. */
#include "program/descriptors.h"

#include "base/log.h"
#include "program/config.h"

#include <sys/resource.h>

enum { OWN = 128 }; /* for event loops, the log, files, and the admin listener with its connections */

static rlim_t raise_to(rlim_t wanted)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur;
}

void descriptors_fit(struct config *config)
{
    int others = config->db_connections + OWN;
    rlim_t got = raise_to((rlim_t)config->connection_limit + (rlim_t)others);
    if (got >= (rlim_t)(config->connection_limit + others))
        return;
    int fit = (int)got - others;
    fit = fit < 1 ? 1 : fit;
    log_say(LOG_WARN, "connection_limit", "%d client connections instead of %d: this process may open %d files", fit,
            config->connection_limit, (int)got);
    config->connection_limit = fit;
}

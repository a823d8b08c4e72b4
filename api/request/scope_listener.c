/* scope_listener: see scope_listener.h. */
#include "request/scope_listener.h"

#include "pg/listener.h"
#include "program/config.h"
#include "request/scope_cache.h"

static void on_change(void *scopes)
{
    scope_cache_hears(scopes, true);
}

static void on_silence(void *scopes)
{
    scope_cache_hears(scopes, false);
}

struct listener *scope_listener_new(struct scope_cache *scopes, const struct config *config)
{
    return listener_new(&(struct listener_config){.url = config->database_url,
                                                  .channel = "tdkt_units",
                                                  .connect_timeout_ms = config->db_connect_ms,
                                                  .heard = on_change,
                                                  .lost = on_silence,
                                                  .cls = scopes});
}

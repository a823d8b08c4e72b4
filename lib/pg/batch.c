/* batch: see batch.h. */
#include "pg/batch.h"

/* One text for each number of settings. With num_nulls() one small column comes back instead of every value. */
#define SET_1 "set_config($1,$2,true)"
#define SET_2 SET_1 ",set_config($3,$4,true)"
#define SET_3 SET_2 ",set_config($5,$6,true)"
#define SET_4 SET_3 ",set_config($7,$8,true)"
#define SET_5 SET_4 ",set_config($9,$10,true)"
#define SET_6 SET_5 ",set_config($11,$12,true)"
#define SET_7 SET_6 ",set_config($13,$14,true)"
#define SET_8 SET_7 ",set_config($15,$16,true)"
#define SELECT(settings) "select num_nulls(" settings ")"

static const char *const set_sql[DB_MAX_SETTINGS + 1] = {
    NULL,          SELECT(SET_1), SELECT(SET_2), SELECT(SET_3), SELECT(SET_4),
    SELECT(SET_5), SELECT(SET_6), SELECT(SET_7), SELECT(SET_8),
};

static void add_settings(struct batch *batch, const struct db *db)
{
    int set = 0;
    for (int i = 0; i < db->setting_count; i++) {
        if (!db->settings[i].value)
            continue;
        batch->settings[2 * set] = db->settings[i].name;
        batch->settings[2 * set + 1] = db->settings[i].value;
        set++;
    }
    if (set > 0)
        batch->steps[batch->count++] = (struct step){set_sql[set], 2 * set, batch->settings};
}

void batch_fill(struct batch *batch, const struct db *db, bool begin, const struct step *statement)
{
    batch->count = 0;
    if (begin)
        batch->steps[batch->count++] = (struct step){.sql = "begin"};
    add_settings(batch, db);
    batch->steps[batch->count++] = *statement;
}

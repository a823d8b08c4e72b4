/* page_words: see page_words.h. */
#include "reports/page_words.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATED_BYTES = 20 };

static const char none[] = "—";

const char *say(const struct page *p, const char *vi, const char *en)
{
    return p->lang == LANG_EN ? en : vi;
}

const char *number_text(const struct page *p, const json_t *value, char *into)
{
    char plain[NUMBER_TEXT];
    struct buf text;
    if (!json_is_number(value))
        return none;
    buf_init_fixed(&text, plain, sizeof plain);
    add_number(&text, value);
    const char *digits = plain + (*plain == '-'), *dot = strchr(digits, '.');
    size_t whole = dot ? (size_t)(dot - digits) : strlen(digits);
    struct buf out;
    buf_init_fixed(&out, into, NUMBER_TEXT);
    buf_adds(&out, *plain == '-' ? "−" : "");
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            buf_addc(&out, p->lang == LANG_EN ? ',' : '.');
        buf_addc(&out, digits[i]);
    }
    if (dot)
        buf_addf(&out, "%c%s", p->lang == LANG_EN ? '.' : ',', dot + 1);
    return into;
}

const char *date_text(const struct page *p, const char *date, char *into)
{
    if (!*date)
        return none;
    if (p->lang == LANG_EN || strlen(date) < 10)
        return date;
    snprintf(into, NUMBER_TEXT, "%.2s/%.2s/%.4s", date + 8, date + 5, date);
    return into;
}

/* How many bytes of a text to take, at most `most`, so that no character is cut. */
static size_t bytes_within(const char *text, size_t most)
{
    size_t bytes = strlen(text);
    if (bytes <= most)
        return bytes;
    while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

const char *figure_text(const struct page *p, const json_t *figure, char *into)
{
    char least[NUMBER_TEXT];
    const char *state = json_text(figure, "state");
    if (strcmp(state, "counted") == 0)
        return number_text(p, json_at(figure, "count"), into);
    if (strcmp(state, "unknown") != 0)
        return none;
    const char *stated = *json_text(figure, "stated") ? json_text(figure, "stated") : say(p, "nhiều", "many");
    if (!json_at(figure, "at_least"))
        return stated;
    struct buf out;
    buf_init_fixed(&out, into, NUMBER_TEXT);
    buf_add(&out, stated, bytes_within(stated, STATED_BYTES));
    buf_addf(&out, " (≥ %s)", number_text(p, json_at(figure, "at_least"), least));
    return into;
}

const char *name_of(const struct page *p, const struct name *names, const char *code)
{
    for (; names->code; names++)
        if (strcmp(names->code, code) == 0)
            return say(p, names->words.vi, names->words.en);
    return code;
}

const struct name status_names[] = {
    {"met", {"Đạt", "Met"}},
    {"on_track", {"Đúng tiến độ", "On track"}},
    {"at_risk", {"Có nguy cơ", "At risk"}},
    {"unmet", {"Không đạt", "Unmet"}},
    {"unknown", {"Chưa có số liệu", "No figures yet"}},
    {0},
};

const struct name field_names[] = {
    {"economy", {"Kinh tế", "Economy"}},
    {"society", {"Xã hội", "Society"}},
    {"security", {"An ninh", "Security"}},
    {"defence", {"Quốc phòng", "Defence"}},
    {"party_building", {"Xây dựng Đảng", "Party building"}},
    {"environment", {"Môi trường", "Environment"}},
    {"other", {"Khác", "Other"}},
    {0},
};

const struct name state_names[] = {
    {"registered", {"Chờ xác nhận", "Awaiting confirmation"}},
    {"confirmed", {"Đã xác nhận", "Confirmed"}},
    {"returned", {"Trả lại", "Returned"}},
    {0},
};

const struct name role_names[] = {
    {"leader", {"Trưởng cụm, khối", "Leader"}},
    {"deputy", {"Phó trưởng cụm, khối", "Deputy"}},
    {"member", {"Thành viên", "Member"}},
    {0},
};

const struct name basis_names[] = {
    {"cumulative", {"lũy kế", "cumulative"}},
    {"level", {"tại thời điểm", "level"}},
    {0},
};

const struct name campaign_kind_names[] = {
    {"regular", {"thường xuyên", "regular"}},
    {"thematic", {"chuyên đề", "thematic"}},
    {0},
};

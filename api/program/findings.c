/* findings: see findings.h. */
#include "program/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void __attribute__((format(printf, 4, 0))) add(struct findings *f, int status, bool is_warning, const char *format,
                                                       va_list args)
{
    if (f->count == FINDINGS_MAX)
        return;
    struct finding *line = &f->lines[f->count++];
    *line = (struct finding){.status = status, .is_warning = is_warning};
    vsnprintf(line->text, sizeof line->text, format, args);
}

void findings_add(struct findings *f, int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(f, status, false, format, args);
    va_end(args);
}

void findings_warn(struct findings *f, int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(f, status, true, format, args);
    va_end(args);
}

static bool begins_with(const char *text, const char *setting)
{
    size_t length = strlen(setting);
    if (strncmp(text, setting, length) != 0)
        return false;
    return strchr(" :", text[length]) || strncmp(text + length, "_FILE ", 6) == 0;
}

bool findings_name(const struct findings *f, const char *setting)
{
    for (size_t i = 0; i < f->count; i++)
        if (begins_with(f->lines[i].text, setting))
            return true;
    return false;
}

bool findings_refuse(const struct findings *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (!f->lines[i].is_warning)
            return true;
    return false;
}

int findings_status(const struct findings *f, bool strictly)
{
    int status = 0;
    for (size_t i = 0; i < f->count; i++)
        if ((strictly || !f->lines[i].is_warning) && f->lines[i].status > status)
            status = f->lines[i].status;
    return status;
}

/*
 * whole_file: see whole_file.h.
 */
#include "auth/whole_file.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, text, length);
        if (written < 0 && errno != EINTR)
            return false;
        text += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return fsync(fd) == 0;
}

static void remove_quietly(const char *path)
{
    int error = errno;
    unlink(path);
    errno = error;
}

/* mkostemp() creates the file with O_EXCL and mode 0600. NULL: not written. */
static const char *write_beside(const char *path, mode_t mode, const char *text, size_t length, struct arena *a)
{
    char *beside = arena_printf(a, "%s.XXXXXX", path);
    int fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0)
        return NULL;
    bool written = write_all(fd, text, length) && fchmod(fd, mode) == 0;
    if (close(fd) == 0 && written)
        return beside;
    remove_quietly(beside);
    return NULL;
}

bool whole_file_replace(const char *path, mode_t mode, const char *text, size_t length, struct arena *a)
{
    const char *beside = write_beside(path, mode, text, length, a);
    if (!beside)
        return false;
    if (rename(beside, path) == 0)
        return true;
    remove_quietly(beside);
    return false;
}

bool whole_file_make(const char *path, mode_t mode, const char *text, size_t length, struct arena *a)
{
    const char *beside = write_beside(path, mode, text, length, a);
    if (!beside)
        return false;
    bool in_place = link(beside, path) == 0 || errno == EEXIST;
    remove_quietly(beside);
    return in_place;
}

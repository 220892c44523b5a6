/*
 * POSIX calls by those of Windows.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <windows.h>

#undef read
#undef write

/* Records are bytes, and no line end of theirs is to change. Before main(), because that is the same on all systems. */
static void __attribute__((constructor)) use_binary_mode(void)
{
    _fmode = _O_BINARY;
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        (void)_setmode(descriptor, _O_BINARY);
}

static unsigned at_most_int(size_t size)
{
    return size < INT_MAX ? (unsigned)size : INT_MAX;
}

ssize_t posix_read(int descriptor, void *buffer, size_t size)
{
    return _read(descriptor, buffer, at_most_int(size));
}

/* Whether a failed write means that nobody reads any more. wine has errors of its own for it: that the pipe is not
   connected, and none if a part was written. */
static bool is_closed_pipe(DWORD error)
{
    return error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA || error == ERROR_PIPE_NOT_CONNECTED ||
           error == ERROR_SUCCESS;
}

ssize_t posix_write(int descriptor, const void *buffer, size_t size)
{
    const int written = _write(descriptor, buffer, at_most_int(size));
    if (written < 0 && is_closed_pipe(GetLastError()))
        errno = EPIPE;
    return written;
}

ssize_t pread(int descriptor, void *buffer, size_t size, off_t offset)
{
    const __int64 before = _lseeki64(descriptor, 0, SEEK_CUR);
    if (before < 0 || _lseeki64(descriptor, offset, SEEK_SET) < 0)
        return -1;
    const ssize_t got = posix_read(descriptor, buffer, size);
    const int error = errno;
    if (_lseeki64(descriptor, before, SEEK_SET) < 0)
        return -1;
    errno = error;
    return got;
}

int posix_rename(const char *from, const char *to)
{
    if (MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING))
        return 0;
    errno = GetLastError() == ERROR_ACCESS_DENIED ? EACCES : EIO;
    return -1;
}

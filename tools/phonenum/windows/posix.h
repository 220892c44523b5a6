/*
 * What the program uses of POSIX and Windows lacks, or has in another way. On Windows, the compiler includes this before
 * each file of the program.
 */
#ifndef PHONENUM_TOOLS_WINDOWS_POSIX_H
#define PHONENUM_TOOLS_WINDOWS_POSIX_H

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define O_CLOEXEC O_NOINHERIT

/* Their sizes have 64 bits. */
ssize_t posix_read(int descriptor, void *buffer, size_t size);
ssize_t posix_write(int descriptor, const void *buffer, size_t size);
ssize_t pread(int descriptor, void *buffer, size_t size, off_t offset);

/* Replaces what has the new name. */
int posix_rename(const char *from, const char *to);

#define read(descriptor, buffer, size) posix_read(descriptor, buffer, size)
#define write(descriptor, buffer, size) posix_write(descriptor, buffer, size)
#define rename(from, to) posix_rename(from, to)

/* Windows has no permissions of this kind, and stat() does not follow links of its kind. */
#define fchmod(descriptor, mode) ((void)(mode), 0)
#define lstat stat
#define S_ISLNK(mode) ((void)(mode), 0)
#define realpath(path, resolved) _fullpath((resolved), (path), PATH_MAX)

#endif

/*
 * Faults for faults.sh, which has them loaded into `store` with LD_PRELOAD. Files in the folder $FAULTS ask for them:
 *
 * - stop: the process stops before its next acknowledgement, that is, after it has committed. The file is removed.
 * - full: the disk takes nothing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <nats/nats.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_asked_for(const char *fault, char path[4096])
{
    const char *folder = getenv("FAULTS");
    snprintf(path, 4096, "%s/%s", folder ? folder : ".", fault);
    return access(path, F_OK) == 0;
}

natsStatus natsConnection_PublishString(natsConnection *connection, const char *subject, const char *text)
{
    static natsStatus (*publish)(natsConnection *, const char *, const char *);
    char path[4096];
    if (strcmp(text, "+ACK") == 0 && is_asked_for("stop", path) && unlink(path) == 0)
        raise(SIGSTOP);
    if (!publish)
        *(void **)&publish = dlsym(RTLD_NEXT, "natsConnection_PublishString");
    return publish(connection, subject, text);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t offset)
{
    static ssize_t (*write_at)(int, const void *, size_t, off64_t);
    char path[4096];
    if (is_asked_for("full", path)) {
        errno = ENOSPC;
        return -1;
    }
    if (!write_at)
        *(void **)&write_at = dlsym(RTLD_NEXT, "pwrite64");
    return write_at(file, data, size, offset);
}

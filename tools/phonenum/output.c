/*
 * Nobody sees a file under its name before all of it is there, and what was there before stays until then.
 */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The temporary file, as long as it is not finished. There is one at most. */
static const char *volatile unfinished;

static void remove_and_end(int number)
{
    if (unfinished)
        (void)unlink(unfinished);
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

/* Who interrupts the program does not want the half file. A signal that is ignored, as by nohup, stays so. */
static void remove_when_interrupted(const char *temporary)
{
    static const int numbers[] = {
#ifdef SIGHUP
        SIGHUP,
#endif
        SIGINT, SIGTERM};
    unfinished = temporary;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (signal(numbers[i], remove_and_end) == SIG_IGN)
            (void)signal(numbers[i], SIG_IGN);
    }
}

struct output output_to_standard_output(void)
{
    return (struct output){.descriptor = STDOUT_FILENO, .name = "standard output"};
}

static int open_special(struct output *output)
{
    do {
        output->descriptor = open(output->path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    } while (output->descriptor < 0 && errno == EINTR);
    return output->descriptor < 0 ? errno : 0;
}

/* The file at `target` will be replaced. Its name and that of the temporary file are in one piece of memory. */
static int open_temporary(struct output *output, const char *target)
{
    static const char suffix[] = ".XXXXXX";
    const size_t size = strlen(target);
    output->target = malloc(2 * size + 1 + sizeof suffix);
    if (!output->target)
        return ENOMEM;
    memcpy(output->target, target, size + 1);
    output->temporary = output->target + size + 1;
    memcpy(output->temporary, target, size);
    memcpy(output->temporary + size, suffix, sizeof suffix);
    output->descriptor = mkstemp(output->temporary);
    const int error = errno;
    if (output->descriptor >= 0) {
        remove_when_interrupted(output->temporary);
        return 0;
    }
    free(output->target);
    output->target = output->temporary = NULL;
    return error;
}

bool output_would_replace(const char *path, const struct stat *input)
{
    struct stat output = {.st_mode = 0}; /* MemorySanitizer does not know who fills it */
    return stat(path, &output) == 0 && output.st_dev == input->st_dev && output.st_ino == input->st_ino;
}

int output_open(struct output *output, const char *path)
{
    struct stat there = {.st_mode = 0}; /* MemorySanitizer does not know who fills it */
    char target[PATH_MAX];
    *output = (struct output){.descriptor = -1, .name = path, .path = path};
    if (path[0] == '\0')
        return ENOENT;
    const bool exists = lstat(path, &there) == 0;
    const bool is_link = exists && S_ISLNK(there.st_mode);
    if (is_link && (stat(path, &there) != 0 || !realpath(path, target)))
        return errno;
    if (exists && !S_ISREG(there.st_mode))
        return open_special(output);
    output->mode = exists ? there.st_mode & 0777 : 0;
    return open_temporary(output, is_link ? target : path);
}

/* Gives the file the permissions of the one that it replaces, closes it and renames it. */
static int finish_temporary(struct output *output, bool is_kept)
{
    int error = 0;
    if (is_kept && output->mode != 0 && fchmod(output->descriptor, output->mode) != 0)
        error = errno;
    if (close(output->descriptor) != 0 && error == 0)
        error = errno;
    if (is_kept && error == 0 && rename(output->temporary, output->target) != 0)
        error = errno;
    if (!is_kept || error != 0)
        (void)unlink(output->temporary);
    unfinished = NULL;
    return error;
}

int output_close(struct output *output, bool is_kept)
{
    int error = 0;
    if (output->temporary)
        error = finish_temporary(output, is_kept);
    else if (close(output->descriptor) != 0)
        error = errno;
    free(output->target);
    output->target = output->temporary = NULL;
    return error;
}

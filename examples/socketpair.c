/*
 * Two processes: the child sends a record through a socket, and the parent reads what comes.
 *
 *     $ cc -o socketpair socketpair.c $(pkg-config --cflags --libs phonenum)
 *     $ ./socketpair
 *     received: +15555550100
 */
#include <phonenum/stream.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int send_record(int socket)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    uint8_t bytes[256];
    size_t size;
    record.phone_number = PHONENUM_STR("+15555550100");
    return phonenum_encode_delimited(&record, bytes, sizeof bytes, &size, NULL) ||
           send(socket, bytes, size, 0) != (ssize_t)size;
}

/* A phonenum_read_callback: it gives what has come. phonenum_read_file() would wait for a full buffer. */
static phonenum_status receive(void *socket, void *buffer, size_t capacity, size_t *size)
{
    const ssize_t received = recv(*(const int *)socket, buffer, capacity, 0);
    *size = received > 0 ? (size_t)received : 0;
    return received < 0 ? PHONENUM_ERR_IO : PHONENUM_OK;
}

static int receive_records(int socket)
{
    phonenum_stream_reader reader;
    phonenum_arena arena;
    phonenum_record record;
    phonenum_status status;
    phonenum_stream_reader_init(&reader, receive, &socket, NULL, NULL);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    while (!(status = phonenum_stream_read(&reader, &arena, &record, NULL))) {
        printf("received: " PHONENUM_STR_FORMAT "\n", PHONENUM_STR_ARGUMENTS(record.phone_number));
        phonenum_arena_reset(&arena);
    }
    phonenum_arena_free(&arena);
    phonenum_stream_reader_free(&reader);
    return status != PHONENUM_END; /* a socket that closes within a record is an error */
}

int main(void)
{
    int sockets[2], status;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets))
        return perror("socketpair"), 1;
    const pid_t child = fork();
    if (child == 0)
        return close(sockets[0]), send_record(sockets[1]);
    close(sockets[1]);
    return receive_records(sockets[0]) || wait(&status) != child || status;
}

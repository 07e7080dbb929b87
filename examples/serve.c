/*
 * serve.c - the platform's HTTP API on http://127.0.0.1:8080, with libmicrohttpd.
 *
 *     serve [port [instances.db]]
 *
 * Prints a curl command with the default user's secrets, ready to paste. Ends with Ctrl-C.
 *
 * All that a server does for the library: collect method, target, headers and body of a request, hand them to
 * provisor_request(), and send back what it answers. This one speaks plain HTTP, so it listens to this machine only.
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <provisor_jansson.h>

enum { MOST_HEADERS = 100, MOST_BYTES = 1024 * 1024 + 1 };

/* A request while it comes in. The library refuses a body of more than 1 MiB; what is longer still need not be kept. */
struct request {
    char *target;
    int is_begun;
    uint32_t header_count;
    provisor_http_header headers[MOST_HEADERS];
    size_t length;
    char body[MOST_BYTES];
};

/* Called first, with the target as it stands in the request line. What it returns comes back as *context. */
static void *begin(void *userdata, const char *target, struct MHD_Connection *connection)
{
    struct request *request = calloc(1, sizeof *request);

    (void)userdata, (void)connection;
    if (request)
        request->target = strdup(target);
    return request;
}

static void end(void *userdata, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code)
{
    struct request *request = *context;

    (void)userdata, (void)connection, (void)code;
    free(request ? request->target : NULL);
    free(request);
}

static enum MHD_Result collect(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct request *request = context;

    (void)kind;
    if (request->header_count == MOST_HEADERS)
        return MHD_NO;
    request->headers[request->header_count].name = name;
    request->headers[request->header_count++].value = value ? value : "";
    return MHD_YES;
}

static enum MHD_Result answer(provisor *p, struct MHD_Connection *connection, const char *method, struct request *in)
{
    provisor_http_request request = { .size = sizeof request, .method = method, .target = in->target,
                                      .headers = in->headers, .body = in->body, .body_length = in->length };
    provisor_http_response response = { .size = sizeof response };
    enum MHD_Result result = MHD_NO; /* closes the connection */
    struct MHD_Response *out;

    MHD_get_connection_values(connection, MHD_HEADER_KIND, collect, in);
    request.header_count = in->header_count;
    if (provisor_request(p, &request, &response) != PROVISOR_OK)
        return MHD_NO;
    out = MHD_create_response_from_buffer(response.body_length, (void *)response.body, MHD_RESPMEM_MUST_COPY);
    if (out) {
        for (uint32_t i = 0; i < response.header_count; i++)
            MHD_add_response_header(out, response.headers[i].name, response.headers[i].value);
        result = MHD_queue_response(connection, (unsigned)response.status, out);
        MHD_destroy_response(out);
    }
    provisor_response_free(&response);
    return result;
}

/* Called when the headers are there, then with each piece of the body, then once more without one. */
static enum MHD_Result handle(void *p, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *piece, size_t *size, void **context)
{
    struct request *request = *context;
    size_t taken;

    (void)url, (void)version;
    if (!request || !request->target)
        return MHD_NO;
    if (request->is_begun && *size == 0)
        return answer(p, connection, method, request);
    request->is_begun = 1;
    taken = *size < MOST_BYTES - request->length ? *size : MOST_BYTES - request->length;
    memcpy(request->body + request->length, piece ? piece : "", taken);
    request->length += taken;
    *size = 0;
    return MHD_YES;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    const char *user, *organization, *port = argc > 1 ? argv[1] : "8080";
    struct MHD_Daemon *server;
    json_t *secrets;
    sigset_t signals;
    provisor *p;
    char *reply;
    int caught;

    if (provisor_open(argc > 2 ? argv[2] : "instances.db", NULL, &p, &reply) != PROVISOR_OK) {
        fprintf(stderr, "%s\n", reply ? reply : "out of memory");
        return 1;
    }

    /* Before there are threads, which leave the signals to this one then. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    address.sin_port = htons((uint16_t)atoi(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handle, p, MHD_OPTION_SOCK_ADDR, &address,
                              MHD_OPTION_THREAD_POOL_SIZE, 4u, MHD_OPTION_URI_LOG_CALLBACK, begin, NULL,
                              MHD_OPTION_NOTIFY_COMPLETED, end, NULL, MHD_OPTION_END);
    if (!server || provisor_default_secrets_json(p, &secrets) != PROVISOR_OK ||
        json_unpack(secrets, "{s:s, s:s}", "user", &user, "organization", &organization) != 0) {
        perror("serve");
        return 1;
    }
    printf("curl -X POST http://127.0.0.1:%d/elements/api-v2/instances -H 'Content-Type: application/json' "
           "-H 'Authorization: User %s, Organization %s' -d @instance.json\n",
           MHD_get_daemon_info(server, MHD_DAEMON_INFO_BIND_PORT)->port, user, organization);
    fflush(stdout);
    json_decref(secrets);
    sigwait(&signals, &caught);
    MHD_stop_daemon(server);
    provisor_close(p);
    return 0;
}

#ifndef MANIFOLD_CURL_WRAPPERS_H
#define MANIFOLD_CURL_WRAPPERS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Swift cannot call variadic C functions, and libcurl sets every option through one. Each wrapper fixes the type of
 * the last argument. Options and infos travel as plain integers and handles as void pointers, so that this header
 * does not declare libcurl's types a second time beside the CCurl module. Results are CURLcode or CURLMcode values.
 */

/* Receives `size * count` bytes (headers, body) or fills a buffer of that many; returns the number dealt with. */
typedef size_t (*manifold_data_callback)(char *bytes, size_t size, size_t count, void *context);
/* Moves the reading position of a request body; returns a CURL_SEEKFUNC value. */
typedef int (*manifold_seek_callback)(void *context, int64_t offset, int origin);
/* Called when a connection is ready and nothing of the request has been sent; returns a CURL_PREREQFUNC value. */
typedef int (*manifold_ready_callback)(
    void *context, char *remote_ip, char *local_ip, int remote_port, int local_port);
/* Receives what libcurl traces: `kind` is a curl_infotype. */
typedef int (*manifold_trace_callback)(void *easy, int kind, char *bytes, size_t count, void *context);

int manifold_easy_set_long(void *easy, uint32_t option, long value);
int manifold_easy_set_offset(void *easy, uint32_t option, int64_t value);
int manifold_easy_set_string(void *easy, uint32_t option, const char *value);
int manifold_easy_set_pointer(void *easy, uint32_t option, void *value);
int manifold_easy_set_data_callback(void *easy, uint32_t option, manifold_data_callback callback);
int manifold_easy_set_ready_callback(void *easy, manifold_ready_callback callback, void *context);
int manifold_easy_set_trace_callback(void *easy, manifold_trace_callback callback, void *context);

/* The seek callback is handed libcurl's own offset type, which is not int64_t everywhere. */
struct manifold_seek {
    manifold_seek_callback callback;
    void *context;
};
/* `seek` must live as long as the transfer. */
int manifold_easy_set_seek(void *easy, struct manifold_seek *seek);

int manifold_easy_get_long(void *easy, uint32_t info, long *value);
int manifold_easy_get_offset(void *easy, uint32_t info, int64_t *value);
/* The text belongs to the handle. */
int manifold_easy_get_string(void *easy, uint32_t info, const char **value);

int manifold_multi_set_long(void *multi, uint32_t option, long value);

#endif

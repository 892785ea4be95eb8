#include "curl_wrappers.h"

#include <curl/curl.h>

int manifold_easy_set_long(void *easy, uint32_t option, long value) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, value);
}

int manifold_easy_set_offset(void *easy, uint32_t option, int64_t value) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, (curl_off_t)value);
}

int manifold_easy_set_string(void *easy, uint32_t option, const char *value) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, value);
}

int manifold_easy_set_pointer(void *easy, uint32_t option, void *value) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, value);
}

int manifold_easy_set_data_callback(void *easy, uint32_t option, manifold_data_callback callback) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, callback);
}

int manifold_easy_set_ready_callback(void *easy, manifold_ready_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
    }
    return (int)code;
}

int manifold_easy_set_trace_callback(void *easy, manifold_trace_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, callback);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(easy, CURLOPT_DEBUGDATA, context);
    }
    if (code == CURLE_OK) {
        code = curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    }
    return (int)code;
}

static int forward_seek(void *context, curl_off_t offset, int origin) {
    struct manifold_seek *seek = context;
    return seek->callback(seek->context, (int64_t)offset, origin);
}

int manifold_easy_set_seek(void *easy, struct manifold_seek *seek) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, forward_seek);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(easy, CURLOPT_SEEKDATA, seek);
    }
    return (int)code;
}

int manifold_easy_get_long(void *easy, uint32_t info, long *value) {
    return (int)curl_easy_getinfo(easy, (CURLINFO)info, value);
}

int manifold_easy_get_offset(void *easy, uint32_t info, int64_t *value) {
    curl_off_t offset = 0;
    CURLcode code = curl_easy_getinfo(easy, (CURLINFO)info, &offset);
    *value = (int64_t)offset;
    return (int)code;
}

int manifold_easy_get_string(void *easy, uint32_t info, const char **value) {
    char *text = NULL;
    CURLcode code = curl_easy_getinfo(easy, (CURLINFO)info, &text);
    *value = text;
    return (int)code;
}

int manifold_multi_set_long(void *multi, uint32_t option, long value) {
    return (int)curl_multi_setopt(multi, (CURLMoption)option, value);
}

#ifndef MANIFOLD_CSHIMS_H
#define MANIFOLD_CSHIMS_H

/* The few lines of C that Swift cannot say. */

#include "curl_wrappers.h"

#if __has_include("locale_guard.h")
#include "locale_guard.h"
#endif

#endif

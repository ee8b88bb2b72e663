// Variables of which each thread has its own, on hosts that have threads.
#pragma once

/// A WebAssembly instance is one thread, and its linker refuses thread-local storage beside bulk memory.
#ifdef __EMSCRIPTEN__
#define KEEPFIT_PER_THREAD
#else
#define KEEPFIT_PER_THREAD thread_local
#endif

/* Linked into the WebAssembly module only. The C++ runtime would ask the host for these when it prints a last message
   or exits; the engine prints nothing and reports errors as data, so they end here and the module needs no WASI host.
 */
#include <stddef.h>
#include <stdint.h>

enum { bad_file_descriptor = 8 };

void emscripten_notify_memory_growth(size_t index) { (void)index; }

_Noreturn void abort_message(const char* format, ...) {
  (void)format;
  __builtin_trap();
}

_Noreturn void __wasi_proc_exit(uint32_t code) {
  (void)code;
  __builtin_trap();
}

uint16_t __wasi_fd_close(int file) {
  (void)file;
  return bad_file_descriptor;
}

uint16_t __wasi_fd_read(int file, const void* parts, size_t count, size_t* done) {
  (void)file, (void)parts, (void)count, (void)done;
  return bad_file_descriptor;
}

uint16_t __wasi_fd_write(int file, const void* parts, size_t count, size_t* done) {
  (void)file, (void)parts, (void)count, (void)done;
  return bad_file_descriptor;
}

uint16_t __wasi_fd_seek(int file, int64_t offset, uint8_t from, int64_t* position) {
  (void)file, (void)offset, (void)from, (void)position;
  return bad_file_descriptor;
}

/* Memory grows a megabyte at a time: each time costs the host as much as allocating a thousand small pieces. */
int mallopt(int parameter, int value);
enum { granularity = -2 }; /* M_GRANULARITY of dlmalloc */
__attribute__((constructor)) static void grow_by_megabytes(void) { mallopt(granularity, 1 << 20); }

// The five exports of a module. Nothing but bytes goes in and out, and no exception leaves.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string_view>

#include "border/call.h"

extern "C" {

/// status 0: `data` is the encoded answer; 1: it is the refusal (border/call.h).
struct Answer {
  uint32_t status;
  uint8_t* data;
  uint32_t length;
};

/// The host's: called now and then in long calls. Anything but 0 asks to stop.
__attribute__((import_module("keepfit"), import_name("progress"))) int32_t keepfit_progress(double done, double total);
#define KEEPFIT_EXPORT(name) __attribute__((export_name(name)))

uint8_t* keepfit_allocate(uint32_t size);
void keepfit_free(uint8_t* data, uint32_t size);
Answer* keepfit_call(const char* op, uint32_t op_length, const uint8_t* request, uint32_t request_length);
void keepfit_release(Answer* answer);
uint32_t keepfit_version();
}

/// Memory for a request; null when there is none.
KEEPFIT_EXPORT("keepfit_allocate") uint8_t* keepfit_allocate(uint32_t size) {
  return static_cast<uint8_t*>(std::malloc(size ? size : 1));
}
KEEPFIT_EXPORT("keepfit_free") void keepfit_free(uint8_t* data, uint32_t) { std::free(data); }

/// Null only when memory is exhausted. The answer is the caller's to release.
KEEPFIT_EXPORT("keepfit_call")
Answer* keepfit_call(const char* op, uint32_t op_length, const uint8_t* request, uint32_t request_length) try {
  const keepfit::Context context{[](double done, double total) { return keepfit_progress(done, total) == 0; }};
  const auto reply = keepfit::border::call(std::string_view(op, op_length), request, request_length, context);
  // One block: the head, then the bytes.
  auto* block = static_cast<uint8_t*>(std::malloc(sizeof(Answer) + reply.bytes.size()));
  if (!block) return nullptr;
  auto* answer =
      new (block) Answer{reply.answered ? 0u : 1u, block + sizeof(Answer), static_cast<uint32_t>(reply.bytes.size())};
  if (!reply.bytes.empty()) std::memcpy(answer->data, reply.bytes.data(), reply.bytes.size());
  return answer;
} catch (...) {
  return nullptr;
}

KEEPFIT_EXPORT("keepfit_release") void keepfit_release(Answer* given) { std::free(given); }
/// The version of this border: of the exports and of how requests are made, not of the engine.
KEEPFIT_EXPORT("keepfit_version") uint32_t keepfit_version() { return 1; }

// The five exports. Nothing but bytes goes in and out, and no exception leaves.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string_view>
#include <vector>

#include "core/errors.h"
#include "persistence/codec.h"
#include "wasm/operations.h"

extern "C" {

/// status 0: `data` is the encoded answer; 1: it is {code, where, message, hint, row?, column?}.
struct Answer {
  uint32_t status;
  uint8_t* data;
  uint32_t length;
};

#ifdef __EMSCRIPTEN__
/// The host's: called now and then in long calls. Anything but 0 asks to stop.
__attribute__((import_module("keepfit"), import_name("progress"))) int32_t keepfit_progress(double done, double total);
#define KEEPFIT_EXPORT(name) __attribute__((export_name(name)))
#else
static int32_t keepfit_progress(double, double) { return 0; }
#define KEEPFIT_EXPORT(name)
#endif

uint8_t* keepfit_allocate(uint32_t size);
void keepfit_free(uint8_t* data, uint32_t size);
Answer* keepfit_call(const char* op, uint32_t op_length, const uint8_t* request, uint32_t request_length);
void keepfit_release(Answer* answer);
uint32_t keepfit_version();
}

namespace {

Answer* answer(uint32_t status, const std::vector<uint8_t>& bytes) {
  // One block: the head, then the bytes.
  auto* block = static_cast<uint8_t*>(std::malloc(sizeof(Answer) + bytes.size()));
  if (!block) return nullptr;
  auto* out = new (block) Answer{status, block + sizeof(Answer), static_cast<uint32_t>(bytes.size())};
  if (!bytes.empty()) std::memcpy(out->data, bytes.data(), bytes.size());
  return out;
}

Answer* refusal(const keepfit::Error& e) {
  using keepfit::Value;
  Value::Map out{{"code", e.code}, {"where", e.where}, {"message", e.message}, {"hint", e.hint}};
  if (e.row >= 0) out.emplace_back("row", e.row);
  if (!e.column.empty()) out.emplace_back("column", e.column);
  return answer(1, keepfit::encode(Value(std::move(out))));
}

}  // namespace

/// Memory for a request; null when there is none.
KEEPFIT_EXPORT("keepfit_allocate") uint8_t* keepfit_allocate(uint32_t size) {
  return static_cast<uint8_t*>(std::malloc(size ? size : 1));
}
KEEPFIT_EXPORT("keepfit_free") void keepfit_free(uint8_t* data, uint32_t) { std::free(data); }

/// Never null but when memory is exhausted. The answer is the caller's to release.
KEEPFIT_EXPORT("keepfit_call")
Answer* keepfit_call(const char* op, uint32_t op_length, const uint8_t* request, uint32_t request_length) {
  using namespace keepfit;
  try {
    const Context context{[](double done, double total) { return keepfit_progress(done, total) == 0; }};
    return answer(0, encode(run_operation(std::string_view(op, op_length), decode(request, request_length), context)));
  } catch (const Error& e) {
    return refusal(e);
  } catch (const std::bad_alloc&) {
    return refusal({"out_of_memory", "engine", "There is not enough memory for this.",
                    "Use fewer rows or columns, or a smaller model."});
  } catch (const std::exception& e) {
    return refusal({"internal", "engine",
                    std::string("The engine met a condition it did not expect: ") + e.what() + ".",
                    "This is a defect of Keepfit; please report what you did."});
  } catch (...) {
    return refusal({"internal", "engine", "The engine met a condition it did not expect.",
                    "This is a defect of Keepfit; please report what you did."});
  }
}

KEEPFIT_EXPORT("keepfit_release") void keepfit_release(Answer* given) { std::free(given); }
/// The version of this border: of the exports and of how requests are made, not of the engine.
KEEPFIT_EXPORT("keepfit_version") uint32_t keepfit_version() { return 1; }

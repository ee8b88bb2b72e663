// What reads other programs' files, and what writes them, each as a module of its own, without the engine: what its
// exports run. KEEPFIT_FIND is the list of its operations: find_reading in keepfit-interchange.wasm, find_onnx_writing
// in keepfit-onnx.wasm, and so on.
#include "border/operations.h"
#include "core/errors.h"
#include "interchange/operations.h"
#include "persistence/file.h"

namespace keepfit {

Value border::run_operation(std::string_view name, const Value& request, const Context& context) {
  if (name == "version") return Value::Map{{"engine", KEEPFIT_VERSION}, {"format", kFormatVersion}};
  if (const auto operation = interchange::KEEPFIT_FIND(name)) return operation(request, context);
  throw Error("unknown_operation", shown(name), "This module has no operation '" + shown(name) + "'.",
              "The library and its modules are of different versions; load both from one place.");
}

/// The engine's, without the rest of it.
void Context::report(double done, double total) const {
  if (progress && !progress(done, total))
    throw Error("cancelled", "", "The call was cancelled.", "Nothing was changed; start it again when you want to.");
}

}  // namespace keepfit

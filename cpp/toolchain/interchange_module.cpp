// The reader of other programs' files as a module of its own, without the engine: what its exports run. Linked into
// keepfit-interchange.wasm only.
#include "border/operations.h"
#include "core/errors.h"
#include "interchange/operations.h"
#include "persistence/file.h"

namespace keepfit {

Value border::run_operation(std::string_view name, const Value& request, const Context& context) {
  if (name == "version") return Value::Map{{"engine", KEEPFIT_VERSION}, {"format", kFormatVersion}};
  if (const auto operation = interchange::find_operation(name)) return operation(request, context);
  throw Error("unknown_operation", shown(name), "The reader of other files has no operation '" + shown(name) + "'.",
              "The library and its modules are of different versions; load both from one place.");
}

/// The engine's, without the rest of it.
void Context::report(double done, double total) const {
  if (progress && !progress(done, total))
    throw Error("cancelled", "", "The call was cancelled.", "Nothing was changed; start it again when you want to.");
}

}  // namespace keepfit

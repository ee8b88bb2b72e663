// The operations that write ONNX and PMML; apart from those that read, since on the web these are modules of their own.
#include "interchange/export.h"
#include "interchange/operations.h"

namespace keepfit::interchange {

namespace {

/// {bytes, profile, name?, fingerprint?} -> what to_onnx gives.
Value export_onnx(const Value& request, const Context&) { return to_onnx(request); }

/// {bytes, name?} -> what to_pmml gives.
Value export_pmml(const Value& request, const Context&) { return to_pmml(request); }

}  // namespace

Operation find_writing(std::string_view name) {
  if (name == "to_onnx") return &export_onnx;
  return name == "to_pmml" ? &export_pmml : nullptr;
}

}  // namespace keepfit::interchange

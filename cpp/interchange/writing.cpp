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

Operation find_onnx_writing(std::string_view name) { return name == "to_onnx" ? &export_onnx : nullptr; }

Operation find_pmml_writing(std::string_view name) { return name == "to_pmml" ? &export_pmml : nullptr; }

}  // namespace keepfit::interchange

// The operation that writes files of skops. It is made of the tables of what reads them, and on the web a module of its
// own all the same: who opens a file fetches nothing of it.
#include "interchange/operations.h"
#include "interchange/sklearn/write.h"

namespace keepfit::interchange {

namespace {

/// {bytes, schema} -> what to_skops gives.
Value write(const Value& request, const Context&) { return to_skops(request); }

}  // namespace

Operation find_skops_writing(std::string_view name) { return name == "to_skops" ? &write : nullptr; }

}  // namespace keepfit::interchange

#include "border/call.h"

#include <exception>
#include <new>
#include <string>

#include "border/operations.h"
#include "core/errors.h"
#include "core/warnings.h"
#include "persistence/codec.h"

namespace keepfit::border {

namespace {

Reply refusal(const Error& e, const Warnings& said) {
  Value::Map out{{"code", e.code}, {"where", e.where}, {"message", e.message}, {"hint", e.hint}};
  if (e.row >= 0) out.emplace_back("row", e.row);
  if (!e.column.empty()) out.emplace_back("column", e.column);
  if (!said.all.empty()) out.emplace_back("warnings", said.value());
  return {false, encode(Value(std::move(out)))};
}

Reply unexpected(const std::string& what, const Warnings& said) {
  return refusal({"internal", "engine", "The engine met a condition it did not expect" + what + ".",
                  "This is a defect of Keepfit; please report what you did."},
                 said);
}

}  // namespace

Reply call(std::string_view name, const uint8_t* request, size_t size, const Context& context) {
  const Warnings said;
  try {
    return {true, encode(run_operation(name, decode(request, size), context))};
  } catch (const Error& e) {
    return refusal(e, said);
  } catch (const std::bad_alloc&) {
    return refusal({"out_of_memory", "engine", "There is not enough memory for this.",
                    "Use fewer rows or columns, or a smaller model."},
                   said);
  } catch (const std::exception& e) {
    return unexpected(std::string(": ") + e.what(), said);
  } catch (...) {
    return unexpected("", said);
  }
}

}  // namespace keepfit::border

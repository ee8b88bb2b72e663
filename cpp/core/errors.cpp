#include "core/errors.h"

namespace keepfit {

namespace {

/// Puts `to` for every `from` that no further digit follows.
void replace(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    const size_t end = at + from.size();
    if (end < text.size() && text[end] >= '0' && text[end] <= '9') {
      at = end;
      continue;
    }
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

}  // namespace

Error::Error(std::string code, std::string where, std::string message, std::string hint)
    : code(std::move(code)),
      where(shown(where, kLongestWhere)),
      message(shown(message, kLongestMessage)),
      hint(std::move(hint)) {}
Error::Error(const Error& other) = default;
Error::Error(Error&& other) noexcept = default;
Error& Error::operator=(const Error& other) = default;
Error& Error::operator=(Error&& other) noexcept = default;
Error::~Error() = default;

std::string row_text(int64_t at) { return "row " + std::to_string(at + 1); }

Error&& Error::in_row(int64_t at) && {
  row = at;
  return std::move(*this);
}

void Error::move_row(const std::vector<std::ptrdiff_t>& rows) {
  if (row >= 0 && static_cast<size_t>(row) < rows.size()) move_row(rows[static_cast<size_t>(row)]);
}

Error Error::within(const std::string& outer) const {
  Error out = *this;
  out.where = shown(where.empty() ? outer : outer + " > " + where, kLongestWhere);
  return out;
}

void Error::move_row(int64_t to) {
  replace(message, row_text(row), row_text(to));
  row = to;
}

void Error::move_column(int64_t to) {
  const std::string from = "column " + std::to_string(position), now = "column " + std::to_string(to);
  for (std::string* text : {&where, &message}) {
    if (column.empty()) replace(*text, from, now);
  }
  position = to;
}

void Error::name_column(const std::string& name) {
  const std::string from = "column " + std::to_string(position), now = "column '" + name + "'";
  for (std::string* text : {&where, &message}) replace(*text, from, now);
  column = name;
}

}  // namespace keepfit

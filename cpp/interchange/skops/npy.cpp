#include "interchange/skops/npy.h"

#include "interchange/sklearn/state.h"

namespace keepfit::interchange {

namespace {

/// {'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }
class Header {
 public:
  Header(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  void read(Npy& out) {
    want("{"), want("'descr':");
    skip();
    if (peek() == '[') record(out);
    else out.code = quoted();
    want(","), want("'fortran_order':");
    skip();
    out.fortran = take("True");
    if (!out.fortran) want("False");
    want(","), want("'shape':"), want("(");
    for (skip(); peek() != ')'; skip()) {
      out.shape.push_back(whole());
      skip();
      if (!take(",")) break;
    }
    want(")");
  }

 private:
  std::string_view text_;
  const std::string& name_;
  size_t at_ = 0;

  [[noreturn]] void refuse() const { refuse_source(name_, "An array is not as numpy writes it: its head is broken."); }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip() {
    while (peek() == ' ') ++at_;
  }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void want(std::string_view word) {
    skip();
    if (!take(word)) refuse();
  }
  std::string quoted() {
    want("'");
    const size_t end = text_.find('\'', at_);
    if (end == std::string_view::npos || end - at_ > 200) refuse();
    std::string out(text_.substr(at_, end - at_));
    at_ = end + 1;
    return out;
  }
  int64_t whole() {
    int64_t out = 0;
    size_t digits = 0;
    for (; peek() >= '0' && peek() <= '9' && digits < 12; ++at_, ++digits) out = out * 10 + (peek() - '0');
    if (digits == 0) refuse();
    return out;
  }
  void record(Npy& out) {
    want("[");
    for (skip(); peek() == '('; skip()) {
      want("(");
      std::string name = quoted();
      want(",");
      out.fields.emplace_back(std::move(name), quoted());
      want(")");
      skip();
      if (!take(",")) break;
    }
    want("]");
  }
};

}  // namespace

Npy parse_npy(std::string_view file, const std::string& name) {
  if (file.substr(0, 6) != "\x93NUMPY" || file.size() < 12)
    refuse_source(name, "A file of the archive is no array of numpy's.");
  const bool wide = file[6] != 1;
  size_t length = 0;
  for (size_t i = 0; i < (wide ? 4u : 2u); ++i)
    length |= static_cast<size_t>(static_cast<uint8_t>(file[8 + i])) << 8 * i;
  const size_t begin = wide ? 12 : 10;
  if (length > file.size() - begin) refuse_source(name, "An array is not as numpy writes it: it ends early.");
  Npy out;
  Header(file.substr(begin, length), name).read(out);
  out.bytes = file.substr(begin + length);
  return out;
}

std::string write_npy(const Npy& array) {
  std::string head = "{'descr': ";
  if (array.fields.empty()) head += "'" + array.code + "'";
  for (const auto& [name, code] : array.fields)
    head += (head.size() > 10 ? ", ('" : "[('") + name + "', '" + code + "')";
  head += std::string(array.fields.empty() ? "" : "]") + ", 'fortran_order': " + (array.fortran ? "True" : "False") +
          ", 'shape': (";
  for (size_t i = 0; i < array.shape.size(); ++i) head += (i ? ", " : "") + std::to_string(array.shape[i]);
  head += array.shape.size() == 1 ? ",), }" : "), }";
  // What follows begins at a multiple of 64.
  constexpr size_t kFront = 10, kAligned = 64;
  head.append(kAligned - 1 - (kFront + head.size()) % kAligned, ' ');
  head += '\n';
  std::string out = "\x93NUMPY";
  out += {1, 0, static_cast<char>(head.size() & 0xFF), static_cast<char>(head.size() >> 8)};
  out += head;
  out += array.bytes;
  return out;
}

}  // namespace keepfit::interchange

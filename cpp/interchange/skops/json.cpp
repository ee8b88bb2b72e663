#include "interchange/skops/json.h"

#include <cstdint>
#include <unordered_set>

#include "core/text.h"
#include "interchange/pickle/old_text.h"
#include "interchange/sklearn/state.h"

namespace keepfit::interchange {

namespace {

constexpr int kDeepest = 400;
constexpr size_t kMostValues = 10'000'000;

class Parser {
 public:
  Parser(std::string_view text, const std::string& where) : text_(text), where_(where) {}

  Json whole() {
    Json out = value(0);
    skip();
    if (at_ != text_.size()) refuse("something stands behind it");
    return out;
  }

 private:
  std::string_view text_;
  const std::string& where_;
  size_t at_ = 0, values_ = 0;

  [[noreturn]] void refuse(const std::string& what) const {
    refuse_source(where_, "This is no JSON: " + what + " (byte " + std::to_string(at_) + ").");
  }
  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  Json value(int depth) {
    if (depth > kDeepest) refuse("it is nested too deeply");
    if (++values_ > kMostValues) refuse("it has too many values");
    skip();
    const size_t from = at_;
    Json out = bare(depth);
    out.written = text_.substr(from, at_ - from);
    return out;
  }

  Json bare(int depth) {
    Json out;
    if (take("null")) return out;
    if (take("true")) return out.kind = Json::Kind::kTrue, out;
    if (take("false")) return out.kind = Json::Kind::kFalse, out;
    if (peek() == '"') return out.kind = Json::Kind::kText, out.text = string(), out;
    if (take("[")) {
      out.kind = Json::Kind::kList;
      skip();
      if (take("]")) return out;
      do out.items.push_back(value(depth + 1));
      while (skip(), take(","));
      if (!take("]")) refuse("a list does not end");
      return out;
    }
    if (take("{")) {
      out.kind = Json::Kind::kMap;
      skip();
      if (take("}")) return out;
      std::unordered_set<std::string> known;
      do {
        skip();
        std::string key = string();
        if (!known.insert(key).second) refuse("the key '" + shown(key) + "' stands twice");
        skip();
        if (!take(":")) refuse("a key has no value");
        out.keys.push_back(std::move(key));
        out.items.push_back(value(depth + 1));
        skip();
      } while (take(","));
      if (!take("}")) refuse("a map does not end");
      return out;
    }
    return number();
  }

  Json number() {
    Json out;
    const size_t from = at_;
    bool real = take("NaN") || take("Infinity") || take("-Infinity");
    if (!real) {
      take("-");
      const auto digits = [&] {
        const size_t first = at_;
        while (peek() >= '0' && peek() <= '9') ++at_;
        if (at_ == first) refuse("a value is none");
      };
      const bool zero = peek() == '0';
      const size_t first = at_;
      digits();
      if (zero && at_ - first > 1) refuse("a number begins with 0");
      if (take(".")) digits(), real = true;
      if (take("e") || take("E")) {
        if (!take("-")) take("+");
        digits(), real = true;
      }
    }
    out.kind = real ? Json::Kind::kFloat : Json::Kind::kInt;
    out.text = text_.substr(from, at_ - from);
    return out;
  }

  uint32_t four() {
    uint32_t out = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) refuse("an escape has no four digits");
      out = out * 16 + static_cast<uint32_t>(digit);
    }
    return out;
  }

  std::string string() {
    if (!take("\"")) refuse("a text does not begin");
    std::string out;
    while (true) {
      if (at_ >= text_.size()) refuse("a text does not end");
      const char c = text_[at_++];
      if (c == '"') break;
      if (static_cast<uint8_t>(c) < 0x20) refuse("a text holds a control character");
      if (c != '\\') {
        out += c;
        continue;
      }
      const char escaped = peek();
      ++at_;
      const size_t plain = std::string_view("\"\\/").find(escaped), control = std::string_view("bfnrt").find(escaped);
      if (plain != std::string_view::npos && escaped) out += escaped;
      else if (control != std::string_view::npos && escaped) out += "\b\f\n\r\t"[control];
      else if (escaped == 'u') {
        uint32_t point = four();
        if (point >= 0xD800 && point < 0xDC00 && take("\\u")) {
          const uint32_t low = four();
          if (low < 0xDC00 || low > 0xDFFF) refuse("a text has half a character");
          point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        } else if (point >= 0xD800 && point < 0xE000) {
          refuse("a text has half a character");
        }
        pickle::put_utf8(out, point);
      } else refuse("an escape is unknown");
    }
    if (!is_utf8(out)) refuse("a text is not UTF-8");
    return out;
  }
};

}  // namespace

const Json* Json::find(std::string_view key) const {
  for (size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == key) return &items[i];
  return nullptr;
}

Json parse_json(std::string_view text, const std::string& where) { return Parser(text, where).whole(); }

}  // namespace keepfit::interchange

#include "compose/pattern.h"

#include <algorithm>
#include <memory>

#include "core/errors.h"

namespace keepfit {

namespace {

constexpr uint32_t kLast = 0x10ffff;
constexpr size_t kMostSteps = 10000;

std::vector<uint32_t> code_points(const std::string& text) {
  std::vector<uint32_t> out;
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<uint8_t>(text[i]);
    const size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    uint32_t value = length == 1 ? byte : byte & (0xffu >> (length + 1));
    for (size_t k = 1; k < length && i + k < text.size(); ++k)
      value = value << 6 | (static_cast<uint8_t>(text[i + k]) & 0x3fu);
    out.push_back(value);
    i += length;
  }
  return out;
}

bool is_word(uint32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

}  // namespace

/// A part of a pattern as it was read.
struct Pattern::Piece {
  enum class Kind { kStep, kSequence, kEither, kRepeat } kind;
  Step step = {Step::Kind::kFound};
  std::vector<Piece> parts = {};
  int least = 1, most = 1;  // kRepeat; most -1 is without end
};

struct Pattern::Parser {
  const std::string& written;
  std::vector<uint32_t> chars;
  size_t at = 0;
  std::vector<Step>& steps;
  int depth = 0;

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error("bad_pattern", "pattern", "The pattern '" + shown(written) + "' " + what + ".",
                "Use characters, classes, groups, | and repeats.");
  }
  bool done() const { return at == chars.size(); }
  bool take(char c) {
    if (done() || chars[at] != static_cast<uint32_t>(c)) return false;
    ++at;
    return true;
  }

  Piece either() {
    if (++depth > 50) refuse("is nested too deep");
    Piece out{Piece::Kind::kEither};
    do out.parts.push_back(sequence());
    while (take('|'));
    --depth;
    return out;
  }
  Piece sequence() {
    Piece out{Piece::Kind::kSequence};
    while (!done() && chars[at] != '|' && chars[at] != ')') out.parts.push_back(repeated());
    return out;
  }
  Piece repeated() {
    Piece piece = one();
    int least = 1, most = 1;
    if (take('*')) least = 0, most = -1;
    else if (take('+')) most = -1;
    else if (take('?')) least = 0;
    else if (!count(least, most)) return piece;
    take('?');  // whether a repeat is greedy does not matter to whether it matches
    if (!done() && (chars[at] == '*' || chars[at] == '+' || chars[at] == '?')) refuse("repeats a repeat");
    Piece out{Piece::Kind::kRepeat};
    out.least = least;
    out.most = most;
    out.parts.push_back(std::move(piece));
    return out;
  }
  /// {m}, {m,}, {,n} or {m,n}; anything else is the character {.
  bool count(int& least, int& most) {
    const size_t start = at;
    if (!take('{')) return false;
    const int low = number();
    const bool comma = take(',');
    const int high = comma ? number() : low;
    if (!take('}') || (low < 0 && high < 0)) {
      at = start;
      return false;
    }
    least = std::max(low, 0);
    most = comma ? high : low;
    if (most >= 0 && most < least) refuse("has a repeat whose ends are the wrong way round");
    return true;
  }
  int number() {
    int value = -1;
    while (!done() && chars[at] >= '0' && chars[at] <= '9') {
      value = std::max(value, 0) * 10 + static_cast<int>(chars[at++] - '0');
      if (value > 1000) refuse("repeats more than 1000 times");
    }
    return value;
  }
  static Piece single(Step::Kind kind) {
    Piece out{Piece::Kind::kStep};
    out.step.kind = kind;
    return out;
  }
  static Piece set(std::vector<Range> ranges, bool inverted) {
    Piece out = single(Step::Kind::kSet);
    out.step.ranges = std::move(ranges);
    out.step.inverted = inverted;
    return out;
  }
  Piece one() {
    const uint32_t c = chars[at++];
    switch (c) {
      case '(': {
        if (take('?') && !take(':')) refuse("has a group that begins with (?, of which only (?: is known");
        Piece out = either();
        if (!take(')')) refuse("lacks a )");
        return out;
      }
      case '[': return bracket();
      case '.': return set({{'\n', '\n'}}, true);
      case '^': return single(Step::Kind::kStart);
      case '$': return single(Step::Kind::kEnd);
      case '*':
      case '+':
      case '?': refuse("has nothing to repeat");
      case '\\': {
        if (done()) refuse("ends in a backslash");
        if (chars[at] == 'b' || chars[at] == 'B')
          return single(chars[at++] == 'b' ? Step::Kind::kBoundary : Step::Kind::kNoBoundary);
        bool inverted = false;
        std::vector<Range> ranges = escaped(inverted);
        return set(std::move(ranges), inverted);
      }
      default: return set({{c, c}}, false);
    }
  }
  /// What stands for \c, the backslash being read.
  std::vector<Range> escaped(bool& inverted) {
    const uint32_t c = chars[at++];
    switch (c) {
      case 'D': inverted = true; [[fallthrough]];
      case 'd': return {{'0', '9'}};
      case 'W': inverted = true; [[fallthrough]];
      case 'w': return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0x80, kLast}};
      case 'S': inverted = true; [[fallthrough]];
      case 's': return {{'\t', '\r'}, {' ', ' '}};
      case 'n': return {{'\n', '\n'}};
      case 't': return {{'\t', '\t'}};
      default:
        if (is_word(c) && c < 0x80)
          refuse("has the escape \\" + std::string(1, static_cast<char>(c)) + ", which is not known");
        return {{c, c}};
    }
  }
  Piece bracket() {
    const bool inverted = take('^');
    std::vector<Range> ranges;
    bool first = true;
    while (true) {
      if (done()) refuse("lacks a ]");
      if (!first && take(']')) break;
      first = false;
      uint32_t low = chars[at++];
      if (low == '\\') {
        if (done()) refuse("ends in a backslash");
        bool other = false;
        const std::vector<Range> group = escaped(other);
        if (other) {
          uint32_t from = 0;
          for (const Range& r : group) {
            if (r.low > from) ranges.push_back({from, r.low - 1});
            from = r.high + 1;
          }
          if (from <= kLast) ranges.push_back({from, kLast});
          continue;
        }
        if (group.size() > 1 || group[0].low != group[0].high) {
          ranges.insert(ranges.end(), group.begin(), group.end());
          continue;
        }
        low = group[0].low;
      }
      uint32_t high = low;
      if (at + 1 < chars.size() && chars[at] == '-' && chars[at + 1] != ']') {
        ++at;
        high = chars[at++];
        if (high == '\\' && !done()) {
          bool other = false;
          const std::vector<Range> group = escaped(other);
          if (other || group.size() != 1) refuse("has a range that ends in a class");
          high = group[0].low;
        }
        if (high < low) refuse("has a range whose ends are the wrong way round");
      }
      ranges.push_back({low, high});
    }
    return set(std::move(ranges), inverted);
  }

  /// Lays a piece out so that it goes on to step `next`; returns where it begins.
  size_t lay(const Piece& piece, size_t next) {
    if (steps.size() > kMostSteps) refuse("is too long");
    const auto split = [&](size_t a, size_t b) {
      Step s{Step::Kind::kSplit};
      s.next = a;
      s.other = b;
      steps.push_back(std::move(s));
      return steps.size() - 1;
    };
    switch (piece.kind) {
      case Piece::Kind::kStep: {
        Step s = piece.step;
        s.next = next;
        steps.push_back(std::move(s));
        return steps.size() - 1;
      }
      case Piece::Kind::kSequence:
        for (size_t i = piece.parts.size(); i-- > 0;) next = lay(piece.parts[i], next);
        return next;
      case Piece::Kind::kEither: {
        size_t begin = lay(piece.parts.back(), next);
        for (size_t i = piece.parts.size() - 1; i-- > 0;) begin = split(lay(piece.parts[i], next), begin);
        return begin;
      }
      case Piece::Kind::kRepeat: {
        const Piece& inner = piece.parts[0];
        if (piece.most < 0) {
          const size_t loop = split(0, next);
          const size_t body = lay(inner, loop);
          steps[loop].next = body;
          next = loop;
        }
        for (int i = piece.least; i < piece.most; ++i) next = split(lay(inner, next), next);
        for (int i = 0; i < piece.least; ++i) next = lay(inner, next);
        return next;
      }
    }
    return next;
  }
};

Pattern::Pattern(const std::string& written) {
  Parser parser{written, code_points(written), 0, steps_};
  const Piece whole = parser.either();
  if (!parser.done()) parser.refuse("has a ) without a (");
  steps_.push_back({Step::Kind::kFound});
  start_ = parser.lay(whole, 0);
}

bool Pattern::occurs_in(const std::string& text) const {
  const std::vector<uint32_t> chars = code_points(text);
  std::vector<size_t> now, todo;
  std::vector<char> seen;
  const size_t n = chars.size();
  for (size_t at = 0; at <= n; ++at) {
    // All steps that can be reached here without reading a character; a match may begin anywhere.
    seen.assign(steps_.size(), 0);
    todo = std::move(now);
    todo.push_back(start_);
    now.clear();
    const bool boundary = (at > 0 && is_word(chars[at - 1])) != (at < n && is_word(chars[at]));
    const bool end = at == n || (at + 1 == n && chars[at] == '\n');
    while (!todo.empty()) {
      const size_t i = todo.back();
      todo.pop_back();
      if (seen[i]) continue;
      seen[i] = 1;
      const Step& s = steps_[i];
      switch (s.kind) {
        case Step::Kind::kFound: return true;
        case Step::Kind::kSplit:
          todo.push_back(s.next);
          todo.push_back(s.other);
          break;
        case Step::Kind::kStart:
          if (at == 0) todo.push_back(s.next);
          break;
        case Step::Kind::kEnd:
          if (end) todo.push_back(s.next);
          break;
        case Step::Kind::kBoundary:
          if (boundary) todo.push_back(s.next);
          break;
        case Step::Kind::kNoBoundary:
          if (!boundary) todo.push_back(s.next);
          break;
        case Step::Kind::kSet:
          if (at < n) {
            const uint32_t c = chars[at];
            const bool inside = std::any_of(s.ranges.begin(), s.ranges.end(),
                                            [c](const Range& r) { return c >= r.low && c <= r.high; });
            if (inside != s.inverted) now.push_back(s.next);
          }
          break;
      }
    }
  }
  return false;
}

}  // namespace keepfit

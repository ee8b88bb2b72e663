// Distinct texts under small numbers, in the order in which they first occur.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#define XXH_INLINE_ALL
#define XXH_NO_XXH3
#include <xxhash.h>

namespace keepfit::tables {

/// Texts inside `home` are referred to where they stand; others are copied.
class Interner {
 public:
  explicit Interner(std::string_view home = {}) : home_(home) {}

  uint32_t add(std::string_view text) {
    if (texts_.size() * 2 >= slots_.size()) grow();
    const Slot wanted = slot_of(text);
    for (size_t at = place_of(wanted, text);; at = (at + 1) & (slots_.size() - 1)) {
      Slot& s = slots_[at];
      if (!s.id) {
        texts_.push_back(kept(text));
        s = wanted;
        s.id = static_cast<uint32_t>(texts_.size());
        return s.id - 1;
      }
      // Short texts are compared without a look at where they stand.
      if (s.start == wanted.start && s.size == wanted.size && (text.size() <= 8 || texts_[s.id - 1] == text))
        return s.id - 1;
    }
  }

  size_t size() const { return texts_.size(); }
  std::string_view operator[](size_t id) const { return texts_[id]; }

 private:
  struct Slot {
    uint32_t id = 0;  // 0: empty, else the text's number plus 1
    uint32_t size = 0;
    uint64_t start = 0;  // the first eight bytes
  };

  static Slot slot_of(std::string_view text) {
    Slot out;
    out.size = static_cast<uint32_t>(text.size());
    if (text.size() >= 8) std::memcpy(&out.start, text.data(), 8);
    else
      for (size_t i = 0; i < text.size(); ++i)
        out.start |= static_cast<uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
    return out;
  }

  size_t place_of(const Slot& s, std::string_view text) const {
    uint64_t hash = s.size > 8 ? XXH64(text.data(), text.size(), 0) : (s.start + s.size) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 32;
    return static_cast<size_t>(hash * 0xD6E8FEB86659FD93ULL >> 32) & (slots_.size() - 1);
  }

  std::string_view kept(std::string_view text) {
    if (text.empty()) return {};
    if (!home_.empty() && text.data() >= home_.data() && text.data() + text.size() <= home_.data() + home_.size())
      return text;
    constexpr size_t kBlock = 1 << 14;
    if (text.size() > room_) {
      room_ = text.size() > kBlock ? text.size() : kBlock;
      blocks_.emplace_back(new char[room_]);
      free_ = blocks_.back().get();
    }
    std::memcpy(free_, text.data(), text.size());
    const std::string_view out(free_, text.size());
    free_ += text.size();
    room_ -= text.size();
    return out;
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& s : old) {
      if (!s.id) continue;
      size_t at = place_of(s, texts_[s.id - 1]);
      while (slots_[at].id) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = s;
    }
  }

  std::string_view home_;
  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  size_t room_ = 0;
};

}  // namespace keepfit::tables

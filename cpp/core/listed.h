// What declarations list.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

namespace keepfit {

/// A vector that is made, copied and ended by calls that do not throw: else every item of every declaration would come
/// with code to do so and to undo it, half of a small engine. Where there is no memory even for what estimators say of
/// themselves, the engine stops. The items that there are lists of stand in declaration.cpp.
template <class T>
struct Listed : std::vector<T> {
  Listed() noexcept;
  Listed(std::initializer_list<T> items) noexcept;
  Listed(std::vector<T> items) noexcept;
  Listed(const Listed& other) noexcept;
  Listed(Listed&& other) noexcept;
  Listed& operator=(const Listed& other) noexcept;
  Listed& operator=(Listed&& other) noexcept;
  ~Listed();
};

/// The names in a text that has them with blanks between.
std::vector<std::string> names_in(const char* list);

}  // namespace keepfit

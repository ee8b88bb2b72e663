// The files of skops (protocols 0 to 2) as the same data that pickles make: objects that nobody has made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interchange/pickle/items.h"

namespace keepfit::interchange {

struct SkopsFile {
  const pickle::Item* made;
  int protocol;
  std::string version;               // of skops
  std::vector<std::string> foreign;  // names that no model has, "module.name", each once
};

/// @throws Error "bad_source" where it is none; "compressed" where its files are packed; "too_large".
SkopsFile read_skops(std::string_view archive, pickle::Items& items);

}  // namespace keepfit::interchange

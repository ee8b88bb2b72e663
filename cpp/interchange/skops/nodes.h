// The files of skops (protocols 0 to 2) as the same data that pickles make: objects that nobody has made.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interchange/pickle/machine.h"

namespace keepfit::interchange {

struct SkopsFile {
  const pickle::Item* made;
  std::string version;  // of skops
  /// As of a pickle: an entry of schema.json, by how skops would load it, is an instruction; places are bytes there.
  pickle::Log log;
  std::vector<std::pair<std::string, size_t>> loaders;  // and how many entries each has
};

/// @throws Error "bad_source" where it is none; "compressed" where its files are packed; "too_large".
SkopsFile read_skops(std::string_view archive, pickle::Items& items, size_t list_from = 0, size_t list_count = 0);

}  // namespace keepfit::interchange

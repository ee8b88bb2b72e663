// An estimator with a past, since those of the engine have little of one yet: files of engines that never were lead to
// what reads older files.
#pragma once

#include <cstdint>
#include <vector>

namespace keepfit::fuzz {

/// Files as its former engines would have written them, proved.
std::vector<std::vector<uint8_t>> older_files();

}  // namespace keepfit::fuzz

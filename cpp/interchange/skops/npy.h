// numpy's own files of arrays. Source: numpy.lib.format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keepfit::interchange {

struct Npy {
  std::string code;                                         // of the type, as "<f8"; "" for records
  std::vector<std::pair<std::string, std::string>> fields;  // of records: name and code, one behind the other; "" fills
  bool fortran = false;
  std::vector<int64_t> shape;
  std::string_view bytes;
};

/// @throws Error "bad_source" where it is none, naming the file.
Npy parse_npy(std::string_view file, const std::string& name);

std::string write_npy(const Npy& array);

}  // namespace keepfit::interchange

// Demand classes: which products can be forecast how.
//   ADI = periods / periods with demand            how rarely it is wanted
//   CV2 = (deviation / mean)^2 of the demands       how unequal its demands are (sample deviation, n - 1)
//   ADI < 1.32 and CV2 < 0.49 smooth;  ADI >= 1.32 and CV2 < 0.49 intermittent;
//   ADI < 1.32 and CV2 >= 0.49 erratic;  both above: lumpy
// Source: Syntetos, Boylan, Croston, "On the categorization of demand patterns", J. Oper. Res. Soc. 56
// (2005).
// Ageing is ours: a product whose present silence of g periods would have had less than a 5 % chance at
// its earlier pace, (1 - pace)^g < 0.05 with pace = demands / (periods up to the last demand + 1), and g
// >= 4.
// Edge rules: NaN periods (out of stock) are left out as if they had not been; no demand at all is
// `none`; a single demand has CV2 0.
// Units: periods are weeks for every caller here; sizes are units.
// Threads: pure functions, [any].
#pragma once
#include <cstdint>
#include <optional>
#include <span>

namespace garden::inventory {

enum class DemandClass : std::uint8_t { none, smooth, intermittent, erratic, lumpy };
const char* name_of(DemandClass kind);

struct DemandProfile {
  DemandClass kind = DemandClass::none;
  int periods = 0;  // observed ones
  int demands = 0;  // with demand
  double adi = 0;   // 0 for none
  double cv2 = 0;
  double size = 0;            // mean demand of the periods with demand
  double mean = 0;            // mean of all periods
  double deviation = 0;       // of all periods
  int silent = 0;             // periods since the last demand
  double silence_chance = 1;  // of so long a silence at the earlier pace
  bool ageing = false;
};
DemandProfile profile_of(std::span<const double> periods);

// How steady the demand is: CV = deviation / mean of the observed periods; X at most 0.5, Y at most 1.0, Z
// above. Customary limits, hence parameters. '?' below `periods_min` observed periods or without demand.
struct XyzLimits {
  double x = 0.5;
  double y = 1.0;
  int periods_min = 12;
};
struct Xyz {
  char letter = '?';
  std::optional<double> cv;
};
Xyz xyz_of(const DemandProfile& profile, const XyzLimits& limits = {});

}  // namespace garden::inventory

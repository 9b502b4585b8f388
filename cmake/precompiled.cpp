// Carries the precompiled header of the rooms (host/precompiled.hpp).

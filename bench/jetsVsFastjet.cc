// The peer of bench/jetsVsFastjet.ts: the same events, clustered by FastJet.
//
//     peer FILE ALGORITHM RADIUS PTMIN ROUNDS [STRATEGY]
//
// FILE: for each event an int32 N and N x (px, py, pz, E) as doubles. ALGORITHM: antikt, ca, kt. STRATEGY: FastJet's
// number, 1 (Best) if none is given. Prints one line of JSON: jets, sum of pt, and the milliseconds of each round over
// all events. As in our own figure, the time begins with momenta in memory and ends with the sorted inclusive jets.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fastjet/ClusterSequence.hh>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

using fastjet::PseudoJet;
using Event = std::vector<PseudoJet>;

static std::vector<Event> readEvents(const char *path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<Event> events;
  std::int32_t count;
  while (file.read(reinterpret_cast<char *>(&count), sizeof count)) {
    Event event;
    double p[4];
    for (int i = 0; i < count && file.read(reinterpret_cast<char *>(p), sizeof p); i++) {
      event.push_back(PseudoJet(p[0], p[1], p[2], p[3]));
    }
    events.push_back(event);
  }
  return events;
}

static fastjet::JetAlgorithm algorithmOf(const std::string &name) {
  if (name == "antikt") return fastjet::antikt_algorithm;
  return name == "kt" ? fastjet::kt_algorithm : fastjet::cambridge_algorithm;
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  const auto events = readEvents(argv[1]);
  const double ptMin = std::atof(argv[4]);
  const auto strategy = static_cast<fastjet::Strategy>(argc > 6 ? std::atoi(argv[6]) : 1);
  const fastjet::JetDefinition definition(algorithmOf(argv[2]), std::atof(argv[3]), fastjet::E_scheme, strategy);
  fastjet::ClusterSequence::set_fastjet_banner_stream(nullptr);

  std::string times;
  long jets = 0;
  double sumPt = 0;
  for (int round = 0; round < std::atoi(argv[5]); round++) {
    jets = 0;
    sumPt = 0;
    const auto start = std::chrono::steady_clock::now();
    for (const auto &event : events) {
      const fastjet::ClusterSequence sequence(event, definition);
      for (const auto &jet : sorted_by_pt(sequence.inclusive_jets(ptMin))) {
        jets++;
        sumPt += jet.pt();
      }
    }
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    times += (round == 0 ? "" : ",") + std::to_string(time.count());
  }
  std::printf("{\"jets\":%ld,\"sumPt\":%.9f,\"milliseconds\":[%s]}\n", jets, sumPt, times.c_str());
}

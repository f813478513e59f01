// A bulk transfer of ns-3.37 over the path of a parity cell: goodput in Mbit/s, smoothed round-trip
// time in ms, and segments sent again in 1,000 s. See benchmarks/README.md.
// g++ -std=c++17 -O2 -Wl,--no-as-needed -lns3-core -lns3-network -lns3-internet -lns3-point-to-point -lns3-applications \
//   -lns3-traffic-control

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace ns3;

static const double kSkipped = 2;

// As LostSegments.java: so all lose the same ones.
class LostSegments : public ErrorModel {
 public:
  static TypeId GetTypeId() {
    static TypeId id = TypeId("LostSegments").SetParent<ErrorModel>();
    return id;
  }

  double probability = 0;
  uint64_t state = 1;

 private:
  bool DoCorrupt(Ptr<Packet> packet) override {
    if (packet->GetSize() < 1200) {
      return false;
    }
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return ((state * 0x2545f4914f6cdd1dULL) >> 11) * 0x1p-53 < probability;
  }

  void DoReset() override {}
};

static Ptr<PacketSink> sink;
static Time srtt;
static double rttSum = 0;
static uint64_t skippedBytes = 0;
static SequenceNumber32 highest(0);
static uint64_t resent = 0;

static void Rtt(Time, Time now) { srtt = now; }

static void Tx(Ptr<const Packet> packet, const TcpHeader& header, Ptr<const TcpSocketBase>) {
  if (packet->GetSize() == 0) {
    return;
  }
  if (header.GetSequenceNumber() < highest) {
    resent += Simulator::Now().GetSeconds() > kSkipped;
  } else {
    highest = header.GetSequenceNumber() + packet->GetSize();
  }
}

static void Watch(Ptr<BulkSendApplication> source) {
  source->GetSocket()->TraceConnectWithoutContext("RTT", MakeCallback(&Rtt));
  source->GetSocket()->TraceConnectWithoutContext("Tx", MakeCallback(&Tx));
}

static void Second() {
  rttSum += srtt.GetSeconds() * 1e3;
  Simulator::Schedule(Seconds(1), &Second);
}

static void Skip() { skippedBytes = sink->GetTotalRx(); }

int main(int argc, char** argv) {
  if (argc != 8) {
    fprintf(stderr, "usage: %s CONTROL BITS_PER_SECOND DELAY_MS LOSS QUEUE SEED SECONDS\n", argv[0]);
    return 2;
  }
  std::string control = argv[1];
  std::string rate = argv[2];
  std::string delay = argv[3];
  double loss = atof(argv[4]);
  std::string queue = argv[5];
  uint64_t seed = strtoull(argv[6], nullptr, 10);
  double seconds = atof(argv[7]);

  Config::SetDefault("ns3::TcpL4Protocol::SocketType",
                     StringValue(control == "cubic" ? "ns3::TcpCubic"
                                 : control == "bbr" ? "ns3::TcpBbr"
                                                    : "ns3::TcpLinuxReno"));
  Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
  Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
  Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(4 << 20));
  Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(6 << 20));
  Config::SetDefault("ns3::TcpSocket::DelAckTimeout", TimeValue(MilliSeconds(40)));
  Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(200)));

  NodeContainer nodes;
  nodes.Create(2);
  PointToPointHelper link;
  link.SetDeviceAttribute("DataRate", StringValue(rate + "bps"));
  link.SetChannelAttribute("Delay", StringValue(delay + "ms"));
  link.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue(queue + "p"));
  NetDeviceContainer devices = link.Install(nodes);
  DynamicCast<PointToPointNetDevice>(devices.Get(1))->SetDataRate(DataRate("1000Gbps"));
  Ptr<LostSegments> lost = CreateObject<LostSegments>();
  lost->probability = loss;
  lost->state = seed * 0x9e3779b97f4a7c15ULL + 1;
  devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(lost));

  InternetStackHelper().Install(nodes);
  Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
  Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
  TrafficControlHelper().Uninstall(devices);

  BulkSendHelper from("ns3::TcpSocketFactory", InetSocketAddress(interfaces.GetAddress(1), 7));
  from.SetAttribute("SendSize", UintegerValue(64 << 10));
  ApplicationContainer source = from.Install(nodes.Get(0));
  PacketSinkHelper to("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 7));
  sink = DynamicCast<PacketSink>(to.Install(nodes.Get(1)).Get(0));
  Simulator::Schedule(MilliSeconds(1), &Watch, DynamicCast<BulkSendApplication>(source.Get(0)));
  Simulator::Schedule(Seconds(kSkipped), &Skip);
  Simulator::Schedule(Seconds(kSkipped + 1), &Second);
  Simulator::Stop(Seconds(kSkipped + seconds + 0.001));
  Simulator::Run();
  printf("%.4f %.3f %.1f\n", (sink->GetTotalRx() - skippedBytes) * 8 / 1e6 / seconds,
         rttSum / seconds, resent * 1e3 / seconds);
  return 0;
}

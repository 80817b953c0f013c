"""Open vSwitch's own upcall file under the harness (ci/ovs): its source, its library, our programs."""

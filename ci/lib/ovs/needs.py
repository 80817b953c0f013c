"""What building Open vSwitch needs besides what ci/deps installs for all builds."""

from build import install_needed


def check_needs():
    """Installs it, as ci/deps does."""
    install_needed("--ovs")

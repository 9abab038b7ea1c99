// SPDX-License-Identifier: GPL-2.0
/* What an upper device may offer, from its lower devices, for kernels without a helper. */

#include <linux/if_vlan.h>
#include <linux/netdev_features.h>
#include <linux/netdevice.h>

#include "compat.h"

#define NB_VLAN_FEATURES                                                  \
	(NETIF_F_HW_CSUM | NETIF_F_SG | NETIF_F_FRAGLIST |                \
	 NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_ENCAP_ALL | NETIF_F_HIGHDMA | \
	 NETIF_F_LRO)
#define NB_ENC_FEATURES                                  \
	(NETIF_F_HW_CSUM | NETIF_F_SG | NETIF_F_RXCSUM | \
	 NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_PARTIAL)
#define NB_MPLS_FEATURES (NETIF_F_HW_CSUM | NETIF_F_SG | NETIF_F_GSO_SOFTWARE)

struct nb_upper {
	netdev_features_t vlan;
	netdev_features_t enc;
	netdev_features_t mpls;
	unsigned int flags;
	unsigned int tso_size;
	u16 tso_segs;
	unsigned short header;
	unsigned short headroom;
	unsigned short tailroom;
};

static netdev_features_t nb_upper_base(netdev_features_t wanted)
{
	return (wanted & ~NETIF_F_ONE_FOR_ALL) | NETIF_F_ALL_FOR_ALL;
}

static void nb_upper_merge(struct nb_upper *up, const struct net_device *lower)
{
	up->vlan = netdev_increment_features(up->vlan, lower->vlan_features,
					     NB_VLAN_FEATURES);
	up->enc = netdev_increment_features(up->enc, lower->hw_enc_features,
					    NB_ENC_FEATURES);
	up->mpls = netdev_increment_features(up->mpls, lower->mpls_features,
					     NB_MPLS_FEATURES);
	up->flags &= lower->priv_flags;
	up->tso_size = min(up->tso_size, lower->tso_max_size);
	up->tso_segs = min(up->tso_segs, lower->tso_max_segs);
	up->header = max(up->header, lower->hard_header_len);
	up->headroom = max(up->headroom, lower->needed_headroom);
	up->tailroom = max(up->tailroom, lower->needed_tailroom);
}

/**
 * netdev_compute_master_upper_features() - offer what all lower devices can do.
 * @dev: the upper device
 * @update_header: also take over header length, headroom and tailroom
 *
 * Context: RTNL.
 */
void netdev_compute_master_upper_features(struct net_device *dev,
					  bool update_header)
{
	const unsigned int release = IFF_XMIT_DST_RELEASE |
				     IFF_XMIT_DST_RELEASE_PERM;
	struct nb_upper up = {
		.vlan = nb_upper_base(NB_VLAN_FEATURES),
		.enc = nb_upper_base(NB_ENC_FEATURES),
		.mpls = nb_upper_base(NB_MPLS_FEATURES),
		.flags = release,
		.tso_size = TSO_MAX_SIZE,
		.tso_segs = TSO_MAX_SEGS,
		.header = ETH_HLEN,
	};
	struct net_device *lower;
	struct list_head *iter;

	netdev_for_each_lower_dev(dev, lower, iter)
		nb_upper_merge(&up, lower);

	/* A member that does a tunnel's segments in part does so by itself. */
	dev->gso_partial_features = 0;
	dev->vlan_features = up.vlan;
	dev->hw_enc_features = up.enc | NETIF_F_GSO_ENCAP_ALL |
			       NETIF_F_HW_VLAN_CTAG_TX |
			       NETIF_F_HW_VLAN_STAG_TX;
	dev->mpls_features = up.mpls;

	dev->priv_flags &= ~IFF_XMIT_DST_RELEASE;
	if ((dev->priv_flags & IFF_XMIT_DST_RELEASE_PERM) &&
	    up.flags == release)
		dev->priv_flags |= IFF_XMIT_DST_RELEASE;

	if (update_header) {
		dev->hard_header_len = up.header;
		dev->needed_headroom = up.headroom;
		dev->needed_tailroom = up.tailroom;
	}
	netif_set_tso_max_segs(dev, up.tso_segs);
	netif_set_tso_max_size(dev, up.tso_size);
	netdev_change_features(dev);
}

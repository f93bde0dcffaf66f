"""人才优惠。What a person recognised as high-end talent is given in kind (clause 17): asked for, delivered, confirmed, renewed yearly."""

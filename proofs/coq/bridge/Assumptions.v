(** Assumptions.v -- compiling this file prints what the bridge rests on. *)
From Bridge Require ListNetworks Verdicts Ranks AnyWidths AnyMinima Stuck Wide WideRanks TwoLayers.
Definition theorems :=
  (@ListNetworks.net_bridge, @ListNetworks.cost_bridge, @Verdicts.truncation_ok,
   @Verdicts.zero_loss_ok, @Verdicts.gauge_ok, @Verdicts.own_layer_ok, @Verdicts.least_affine_ok,
   @Verdicts.least_linear_ok, @Verdicts.T5c_ok, @Verdicts.T3_ok, @Verdicts.T5d_ok,
   @Verdicts.T5d_linear_ok, @Verdicts.better_ok, @Verdicts.costs_ok, @Verdicts.shaped_too,
   @Verdicts.lower_bias_ok, @Verdicts.lower_middle_ok, @Ranks.derivative_ok, @Ranks.rank_ok,
   @Ranks.zero_set_ok, @AnyWidths.fits_all_ok, @AnyWidths.strict_everywhere_ok,
   @AnyMinima.any_costs_ok, @AnyMinima.least_of_all_ok, @AnyMinima.least_in_region_ok,
   @AnyMinima.any_minimum_ok, @AnyMinima.zero_minimum_ok, @Stuck.no_truncation_ok,
   @WideRanks.wide_fits_ok,
   @WideRanks.wide_strict_ok, @WideRanks.wide_derivative_ok, @WideRanks.wide_rank_ok,
   @TwoLayers.triangle_rank_ok, @TwoLayers.zero_set_triangle_ok).
Print Assumptions theorems.

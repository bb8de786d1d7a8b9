(**************************************************************************************************)
(* T5d in the coordinates (A, c, p): no local minimum when a class is collapsed                   *)
(*   aff_indep y, lin_indep y == only the trivial affine, linear relation holds among the y j     *)
(*   members cl j   == number of points of class j                                                *)
(*   weight R cl t  == 1 / members of the class of t: every class has the weight 1                *)
(*   class_weights cl pi t == pi j / members for t in class j: the class weighs pi j              *)
(*   uniform_weights == with pi j = members / #|T| every point weighs 1 / #|T|: the unweighted    *)
(*                     cost. Below w stands for any positive weights of the points.               *)
(*   trunc cl x I p t == the apex p (cl t) if I collapses the class of t, else x t                *)
(*   F w cl x y I A c p == the cost of the readout (A, c) on the truncated points                 *)
(*   outer_scatter, outer_moment == second moments (centred, not centred) of what is not          *)
(*                     collapsed                                                                  *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** Affine independence of a family of vectors. *)
Definition aff_indep (R : realFieldType) n q (y : 'I_q -> 'cV[R]_n) :=
  forall a : 'I_q -> R, \sum_j a j = 0 -> \sum_j a j *: y j = 0 -> forall j, a j = 0.

(** Labelled points: T is the finite set of all points, `cl` their class;
  each class has the weight 1. *)
Section Weights.
Variables (R : realFieldType) (Q : nat) (T : finType) (cl : T -> 'I_Q).
Definition members j := #|[pred t | cl t == j]|.
Definition weight t : R := (members (cl t))%:R^-1.
(* class j weighs pi j; pi j = members cl j / #|T| is the unweighted cost *)
Definition class_weights (pi : 'I_Q -> R) t : R := pi (cl t) * weight t.
Hypothesis nonempty : forall j, exists t, cl t = j.
Lemma members_gt0 j : (0 < members j)%N.
Proof. by have [t e] := nonempty j; apply/card_gt0P; exists t; rewrite inE e. Qed.
Lemma weight_gt0 t : 0 < weight t.
Proof. by rewrite invr_gt0 ltr0n members_gt0. Qed.
Lemma class_weight j : \sum_(t | cl t == j) weight t = 1.
Proof.
rewrite (eq_bigr (fun _ => (members j)%:R^-1)) => [|t /eqP e]; last by rewrite /weight e.
by rewrite sumr_const -[X in _ *+ X]/(members j) -[LHS]mulr_natl divff // pnatr_eq0 -lt0n
  members_gt0.
Qed.
Lemma class_weights_gt0 pi : (forall j, 0 < pi j) -> forall t, 0 < class_weights pi t.
Proof. by move=> p0 t; rewrite mulr_gt0 ?weight_gt0. Qed.
Lemma uniform_weights t : class_weights (fun j => (members j)%:R / #|T|%:R) t = #|T|%:R^-1.
Proof. by rewrite /class_weights mulrAC divff ?mul1r // pnatr_eq0 -lt0n members_gt0. Qed.
End Weights.

Section Coordinates.
Variables (R : realFieldType) (M Q : nat) (T : finType) (w : T -> R) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (I : pred 'I_Q).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).

Definition trunc (p : 'I_Q -> 'cV[R]_M) (t : T) : 'cV[R]_M := if I (cl t) then p (cl t) else x t.
Definition F A c p : R := acost w (trunc p) (fun t => y (cl t)) A c.
Definition move (p : 'I_Q -> 'cV[R]_M) j v i := if i == j then v else p i.

Definition class_total j : R := \sum_(t | cl t == j) w t.
Lemma class_total_gt0 j : 0 < class_total j.
Proof.
have [t /eqP e] := nonempty j; rewrite /class_total (bigD1 t) //= ltr_spaddl //.
by apply: sumr_ge0 => i _; apply: ltW.
Qed.

Lemma F_move A c p j v : I j -> F A c (move p j v) =
  F A c p + class_total j * (sqn (A *m v + c - y j) - sqn (A *m p j + c - y j)).
Proof.
move=> Ij; rewrite /F /acost (bigID (fun t => cl t == j)) [in RHS](bigID (fun t => cl t == j)) /=.
have e p' : \sum_(t | cl t == j) w t * sqn (A *m trunc p' t + c - y (cl t))
  = class_total j * sqn (A *m p' j + c - y j).
  rewrite (eq_bigr (fun t => w t * sqn (A *m p' j + c - y j))) => [|t /eqP e].
    by rewrite -mulr_suml.
  by rewrite /trunc e Ij.
rewrite !e /move eqxx mulrBr [RHS]addrAC [in RHS]addrCA subrr addr0; congr (_ + _).
by apply: eq_bigr => t ne; rewrite /trunc (negbTE ne).
Qed.

(** The part of the data that is not collapsed. *)
Definition outside t : R := if I (cl t) then 0 else w t.
Definition outer_scatter := cmoment outside x.

Hypothesis QM : (Q <= M)%N.
Hypothesis indep : aff_indep y.
Variable j0 : 'I_Q.
Hypothesis I_j0 : I j0.
Hypothesis definite : posdef outer_scatter.

Lemma outside_ge0 t : 0 <= outside t.
Proof. by rewrite /outside; case: ifP => // _; rewrite ltW. Qed.

Lemma outside_total : 0 < total outside.
Proof.
rewrite lt_neqAle sumr_ge0 ?andbT => [|t _]; last exact: outside_ge0.
apply/negP; rewrite eq_sym psumr_eq0 => [/allP h|t _]; last exact: outside_ge0.
have z t : outside t = 0 by apply/eqP/h; rewrite mem_index_enum.
have M0 : (0 < M)%N by apply: leq_trans QM; apply: leq_ltn_trans (ltn_ord j0).
have nz : (const_mx 1 : 'cV[R]_M) != 0.
  by apply/eqP => /colP /(_ (Ordinal M0)); rewrite !mxE => /eqP; rewrite oner_eq0.
case: definite => _ /(_ _ nz); rewrite /outer_scatter /cmoment /moment big1 => [|t _];
  last by rewrite z scale0r.
by rewrite mul0mx dot0r ltxx.
Qed.

(* what affine independence forbids *)
Lemma not_combination (g : T -> R) : (forall t, I (cl t) -> g t = 0) -> \sum_t g t = 1 ->
  \sum_t g t *: y (cl t) = y j0 -> False.
Proof.
move=> z s1 e; pose a j := (j == j0)%:R - \sum_(t | cl t == j) g t.
have : a j0 = 0.
  have d0 : \sum_j (j == j0)%:R = 1 :> R.
    by rewrite (bigD1 j0) //= eqxx big1 ?addr0 // => i /negbTE ->.
  have d1 : \sum_j (j == j0)%:R *: y j = y j0.
    by rewrite (bigD1 j0) //= eqxx scale1r big1 ?addr0 // => i /negbTE ->; rewrite scale0r.
  have e0 : \sum_j \sum_(t | cl t == j) g t = 1 by rewrite -s1 [RHS](partition_big cl predT).
  have e1 : \sum_j \sum_(t | cl t == j) g t *: y (cl t) = y j0.
    by rewrite -e [RHS](partition_big cl predT).
  apply: indep; rewrite /a.
    by rewrite sumrB d0 e0 subrr.
  rewrite (eq_bigr (fun j => (j == j0)%:R *: y j - \sum_(t | cl t == j) g t *: y (cl t))) => [|j _].
    by rewrite sumrB d1 e1 subrr.
  by rewrite scalerBl scaler_suml; congr (_ - _); apply: eq_bigr => t /eqP ->.
rewrite /a eqxx big1 => [|t /eqP e']; last by rewrite z // e'.
by move/eqP; rewrite subr0 oner_eq0.
Qed.

Lemma hit_impossible A c p : stationary w (trunc p) (fun t => y (cl t)) A c ->
  (forall j, I j -> A *m p j + c - y j = 0) -> False.
Proof.
move=> [eA ec] r0.
have res t : outside t *: (A *m x t + c - y (cl t)) = w t *: (A *m trunc p t + c - y (cl t)).
  rewrite /outside /trunc; case: ifP => // h; by rewrite r0 // scaler0 scale0r.
have st : stationary outside x (fun t => y (cl t)) A c.
  split; last by rewrite -ec; apply: eq_bigr => t _; rewrite res.
  rewrite -eA; apply: eq_bigr => t _; rewrite !scalemxAl res.
  rewrite /trunc; case: ifP => // h; by rewrite r0 // scaler0 !mul0mx.
have [eG ecm] := (T2_centred _ _ outside_total _ _).1 st.
have pj := r0 j0 I_j0; rewrite -/outer_scatter in eG.
set m := xmean outside x in ecm *; set yb := ymean _ _ in ecm *.
pose h := invmx outer_scatter *m (p j0 - m).
pose b t := outside t * dot (x t - m) h.
have e1 : y j0 = yb + \sum_t b t *: (y (cl t) - yb).
  have -> : y j0 = yb + A *m (p j0 - m).
    by move/eqP: pj; rewrite subr_eq0 => /eqP <-; rewrite ecm mulmxBr addrC -addrA [- _ + _]addrC.
  congr (_ + _); rewrite -[p j0 - m](mulKVmx (posdef_unit definite)) [LHS]mulmxA eG.
  rewrite mulmx_suml; apply: eq_bigr => t _.
  by rewrite -scalemxAl outer_mulmx scalerA.
pose k := (1 - \sum_t b t) / total outside.
apply: (not_combination (g := fun t => b t + k * outside t)) => [t It||].
- by rewrite /b /outside It mul0r mulr0 addr0.
- by rewrite big_split /= -mulr_sumr -/(total outside) divfK ?gt_eqF ?outside_total // addrC subrK.
rewrite (eq_bigr (fun t => b t *: y (cl t) + k *: (outside t *: y (cl t)))) => [|t _]; last first.
  by rewrite scalerDl scalerA.
rewrite big_split /= -scaler_sumr (sum_y _ outside_total)
  -/yb scalerA divfK ?gt_eqF ?outside_total //.
rewrite e1 (eq_bigr (fun t => b t *: y (cl t) - b t *: yb)) => [|t _]; last exact: scalerBr.
by rewrite sumrB -scaler_suml scalerBl scale1r addrCA.
Qed.

Definition descends A c p eps := exists A' c' p',
  [/\ mclose eps A A', mclose eps c c', forall j, mclose eps (p j) (p' j) & F A' c' p' < F A c p].

(* a step down the gradient in (A, c) *)
Lemma step_readout A c p eps : 0 < eps -> ~ stationary w (trunc p) (fun t => y (cl t)) A c ->
  descends A c p eps.
Proof.
move=> e0 nst; pose yt t := y (cl t).
pose gA := grad_A w (trunc p) yt A c; pose gc := grad_c w (trunc p) yt A c.
pose g := \tr (gA *m gA^T) + sqn gc.
have tA : 0 <= \tr (gA *m gA^T) by have := trace_psd gA (posdef_psd (posdef1 R M)); rewrite mulmx1.
have g0 : 0 < g.
  rewrite lt_neqAle addr_ge0 ?sqn_ge0 // andbT eq_sym paddr_eq0 ?sqn_ge0 //.
  apply/negP => /andP[/eqP trA]; rewrite sqn_eq0 => /eqP c0; apply: nst; split=> //.
  by apply: (trace_posdef (posdef1 R M)); rewrite mulmx1.
have [d1 d10 h1] := scale_close gA e0; have [d2 d20 h2] := scale_close gc e0.
pose q := \sum_t w t * sqn (gA *m trunc p t + gc).
have d0 : 0 < Num.min d1 d2 by rewrite lt_minr d10.
have [s [s0 sd sq]] := small q (mulrn_wgt0 2 g0 : 0 < g *+ 2) d0.
move: sd; rewrite lt_minr => /andP[sd1 sd2].
have ns : `|- s| = s by rewrite normrN gtr0_norm.
exists (A + - s *: gA), (c + - s *: gc), p; split.
- by apply: h1; rewrite ns.
- by apply: h2; rewrite ns.
- by move=> j; apply: mclose_refl.
rewrite /F acost_shift -/yt -/gA -/gc linearZ /= -scalemxAr linearZ /= dotZr -mulrDr -/(sqn gc) -/g.
have -> : \sum_t w t * sqn ((- s *: gA) *m trunc p t + - s *: gc) = s ^+ 2 * q.
  rewrite mulr_sumr; apply: eq_bigr => t _.
  by rewrite -scalemxAl -scalerDr sqnZ sqrrN mulrCA.
by rewrite descent_value gtr_addl nmulr_llt0 // subr_lt0.
Qed.

(* a step down the gradient in one apex *)
Lemma step_apex_p A c p j eps : 0 < eps -> I j -> A^T *m (A *m p j + c - y j) != 0 ->
  exists2 p', forall j, mclose eps (p j) (p' j) & F A c p' < F A c p.
Proof.
move=> e0 Ij; set r := _ - _ => nz; pose v := A^T *m r.
have g0 : 0 < sqn v by rewrite sqn_gt0.
have [d d0 h] := scale_close v e0.
have [s [s0 sd sq]] := small (sqn (A *m v)) (mulrn_wgt0 2 g0 : 0 < sqn v *+ 2) d0.
exists (move p j (p j + - s *: v)).
  move=> i; rewrite /move; case: eqP => [->|_]; last exact: mclose_refl.
  by apply: h; rewrite normrN gtr0_norm.
rewrite F_move //.
have -> : A *m (p j + - s *: v) + c - y j = r + - s *: (A *m v).
  by rewrite mulmxDr -scalemxAr add_last.
rewrite sqnD sqnZ sqrrN dotZr dot_mulmx -/v -/(sqn v) -/r.
rewrite gtr_addl pmulr_rlt0 ?class_total_gt0 // -[X in X < 0]add0r add_cancel descent_value add0r.
by rewrite pmulr_rlt0 // subr_lt0.
Qed.

Lemma step_apex A c p j eps : 0 < eps -> I j -> A^T *m (A *m p j + c - y j) != 0 ->
  descends A c p eps.
Proof.
move=> e0 Ij /(step_apex_p e0 Ij)[p' hp lt].
by exists A, c, p'; split=> //; apply: mclose_refl.
Qed.

(* the mixed step: the readout and one apex together *)
Lemma step_mixed_A A c p j eps : 0 < eps -> I j -> grad_A w (trunc p) (fun t => y (cl t)) A c = 0 ->
  A^T *m (A *m p j + c - y j) = 0 -> A *m p j + c - y j != 0 ->
  exists A' p', [/\ mclose eps A A', forall j, mclose eps (p j) (p' j) & F A' c p' < F A c p].
Proof.
move=> e0 Ij eA; set r := _ - _ => Ar nz.
have rk : (\rank A < M)%N.
  apply: leq_trans QM; rewrite ltnNge; apply: contra nz => full; rewrite -trmx_eq0.
  have free : row_free A by rewrite /row_free eqn_leq rank_leq_row.
  by apply/eqP/(row_free_inj free); rewrite mul0mx -[A]trmxK -trmx_mul Ar trmx0.
have [eta nz_eta ker] := kernel_vector rk.
pose om := (sqn eta)^-1 *: eta.
have om1 : dot om eta = 1 by rewrite dotZl mulVf // sqn_eq0.
pose D := r *m om^T; pose k := dot om (p j).
have Dx z : D *m z = dot om z *: r by rewrite outer_mulmx.
pose rho := class_total j * sqn r.
have r0 : 0 < rho by rewrite mulr_gt0 ?class_total_gt0 ?sqn_gt0.
have [d1 d10 h1] := scale_close D e0; have [d2 d20 h2] := scale_close eta e0.
have [s [s0 sd _]] := small 0 (ltr01 : 0 < 1 :> R) d20.
pose q := \sum_t w t * sqn (D *m trunc p t).
have [e [e0' ed eq]] := small (q + rho * (s ^+ 2 - (s * k) *+ 2)) (mulrn_wgt0 2 (mulr_gt0 s0 r0))
  d10.
exists (A + e *: D), (move p j (p j + - s *: eta)); split.
- by apply: h1; rewrite gtr0_norm.
- move=> i; rewrite /move; case: eqP => [->|_]; last exact: mclose_refl.
  by apply: h2; rewrite normrN gtr0_norm.
rewrite F_move //.
have -> : F (A + e *: D) c p = F A c p + e ^+ 2 * q.
  rewrite /F -[X in acost _ _ _ _ X](addr0 c) acost_shift eA mul0mx linear0 dot0r addr0 mul0rn
    addr0.
  rewrite mulr_sumr; congr (_ + _); apply: eq_bigr => t _.
  by rewrite addr0 -scalemxAl sqnZ mulrCA.
have -> : (A + e *: D) *m p j + c - y j = (1 + e * k) *: r.
  by rewrite mulmxDl -scalemxAl Dx add_last -/r scalerDl scale1r scalerA.
have -> : (A + e *: D) *m (p j + - s *: eta) + c - y j = (1 + e * k - e * s) *: r.
  rewrite mulmxDl -scalemxAl Dx mulmxDr -scalemxAr ker scaler0 addr0 add_last -/r.
  by rewrite dotDr dotZr om1 mulr1 -/k scalerA mulrDr mulrN -[in RHS]addrA [RHS]scalerDl scale1r.
rewrite !sqnZ mulrBr ![class_total j * _]mulrCA -/rho descent_mixed gtr_addl pmulr_rlt0 //.
by rewrite subr_lt0.
Qed.

Lemma step_mixed A c p j eps : 0 < eps -> I j -> stationary w (trunc p) (fun t => y (cl t)) A c ->
  A^T *m (A *m p j + c - y j) = 0 -> A *m p j + c - y j != 0 -> descends A c p eps.
Proof.
move=> e0 Ij [eA _] Ar nz; have [A' [p' [hA hp lt]]] := step_mixed_A e0 Ij eA Ar nz.
by exists A', c, p'; split=> //; apply: mclose_refl.
Qed.

Theorem no_local_minimum A c p eps : 0 < eps -> descends A c p eps.
Proof.
move=> e0; pose r j := A *m p j + c - y j.
have [/andP[/eqP eA /eqP ec]|nst] := boolP ((grad_A w (trunc p) (fun t => y (cl t)) A c == 0) &&
   (grad_c w (trunc p) (fun t => y (cl t)) A c == 0)); last first.
  by apply: step_readout => // [[eA ec]]; rewrite eA ec !eqxx in nst.
have [/existsP[j /andP[Ij nz]]|/existsPn z] := boolP [exists j, I j && (r j != 0)]; last first.
  case: (@hit_impossible A c p) => [//|j Ij]; apply/eqP.
  by have := z j; rewrite Ij /= negbK.
have [Ar|nAr] := eqVneq (A^T *m r j) 0; last exact: step_apex nAr.
exact: (@step_mixed A c p j).
Qed.
End Coordinates.

(** The same for the linear readout, c = 0 kept: linear independence, uncentred second moments. *)
Definition lin_indep (R : realFieldType) n q (y : 'I_q -> 'cV[R]_n) :=
  forall a : 'I_q -> R, \sum_j a j *: y j = 0 -> forall j, a j = 0.

Section LinearCoordinates.
Variables (R : realFieldType) (M Q : nat) (T : finType) (w : T -> R) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (I : pred 'I_Q).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Notation yt := (fun t => y (cl t)).
Definition outer_moment := moment (outside w cl I) x.
Hypothesis QM : (Q <= M)%N.
Hypothesis indep : lin_indep y.
Variable j0 : 'I_Q.
Hypothesis I_j0 : I j0.
Hypothesis definite : posdef outer_moment.

Lemma hit_impossible_linear A p : grad_A w (trunc cl x I p) yt A 0 = 0 ->
  (forall j, I j -> A *m p j + 0 - y j = 0) -> False.
Proof.
move=> eA r0.
have eG : A *m outer_moment = cross (outside w cl I) x yt.
  apply/eqP; rewrite -subr_eq0 residual_cross -[X in _ == X]eA; apply/eqP; apply: eq_bigr => t _.
  rewrite /outside /trunc; case: ifP => h; last by rewrite addr0.
  by rewrite r0 // mul0mx scaler0 scale0r.
have e1 : y j0 = \sum_t (outside w cl I t * dot (x t) (invmx outer_moment *m p j0)) *: y (cl t).
  have /eqP := r0 j0 I_j0; rewrite addr0 subr_eq0 => /eqP <-.
  rewrite -{1}[p j0](mulKVmx (posdef_unit definite)) [LHS]mulmxA eG mulmx_suml;
    apply: eq_bigr => t _.
  by rewrite -scalemxAl outer_mulmx scalerA.
pose g t := outside w cl I t * dot (x t) (invmx outer_moment *m p j0).
pose a j := (j == j0)%:R - \sum_(t | cl t == j) g t.
have : a j0 = 0.
  apply: indep; rewrite /a.
  rewrite (eq_bigr (fun j => (j == j0)%:R *: y j - \sum_(t | cl t == j) g t *: y (cl t))) => [|j _].
    rewrite sumrB [X in _ - X = _](_ : _ = y j0); last by rewrite {1}e1 [RHS](partition_big cl
      predT).
    by rewrite (bigD1 j0) //= eqxx scale1r big1 ?addr0 ?subrr // => i /negbTE ->; rewrite scale0r.
  by rewrite scalerBl scaler_suml; congr (_ - _); apply: eq_bigr => t /eqP ->.
rewrite /a eqxx big1 => [|t /eqP e']; last by rewrite /g /outside e' I_j0 mul0r.
by move/eqP; rewrite subr0 oner_eq0.
Qed.
Theorem no_local_minimum_linear A p eps : 0 < eps -> exists A' p',
  [/\ mclose eps A A', forall j, mclose eps (p j) (p' j) &
    F w cl x y I A' 0 p' < F w cl x y I A 0 p].
Proof.
move=> e0; pose gA := grad_A w (trunc cl x I p) yt A 0.
have [eA|nz] := eqVneq gA 0; last first.
  have g0 : 0 < \tr (gA *m gA^T).
    have := trace_psd gA (posdef_psd (posdef1 R M)); rewrite mulmx1 le_eqVlt => /orP[/eqP z|//].
    case/eqP: nz; apply: (trace_posdef (posdef1 R M)); by rewrite mulmx1.
  have [d d0 h] := scale_close gA e0.
  pose q := \sum_t w t * sqn (gA *m trunc cl x I p t).
  have [s [s0 sd sq]] := small q (mulrn_wgt0 2 g0 : 0 < \tr (gA *m gA^T) *+ 2) d0.
  exists (A + - s *: gA), p; split; [by apply: h; rewrite normrN gtr0_norm|by move=> j;
    apply: mclose_refl|].
  rewrite /F -[X in acost _ _ _ _ X](addr0 0) acost_shift -/gA dot0r addr0 linearZ /= -scalemxAr
    mxtraceZ.
  have -> : \sum_t w t * sqn ((- s *: gA) *m trunc cl x I p t + 0) = s ^+ 2 * q.
    rewrite mulr_sumr; apply: eq_bigr => t _.
    by rewrite addr0 -scalemxAl sqnZ sqrrN mulrCA.
  by rewrite descent_value gtr_addl nmulr_llt0 // subr_lt0.
have [/existsP[j /andP[Ij nz]]|/existsPn z] := boolP [exists j, I j && (A *m p j + 0 - y j != 0)];
  last first.
  case: (hit_impossible_linear eA) => j Ij; apply/eqP; by have := z j; rewrite Ij /= negbK.
have [Ar|nAr] := eqVneq (A^T *m (A *m p j + 0 - y j)) 0; last first.
  by have [p' hp lt] := step_apex_p x w_gt0 nonempty e0 Ij nAr; exists A, p'; split=> //;
    apply: mclose_refl.
exact: (step_mixed_A w_gt0 nonempty QM e0 Ij eA Ar nz).
Qed.
End LinearCoordinates.

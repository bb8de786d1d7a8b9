(** Interpolation.v -- affinely independent points can be sent to any targets by a readout (A, c).
    Dual vectors are made one point at a time: the part r of the new point that the others do not
    span gives a functional that vanishes on them, and independence says r <> 0. *)
From Truncation Require Import Spec LinearAlgebra Vectors Separation Collapsible.
From Coq Require Import Lra Lia.
Import ListNotations.
Open Scope R_scope.

(** Definitions *)
(* no nontrivial combination of ps vanishes; ... with weights of sum zero *)
Definition linearly_independent (ps : list vec) : Prop :=
  forall l, length l = length ps -> zero (lincomb l ps) -> zero l.
Definition affinely_independent (ps : list vec) : Prop :=
  forall l, length l = length ps -> sum l = 0 -> zero (lincomb l ps) -> zero l.

(** Dual vectors: the combination of H with weights y takes the value y_i at point i *)
Definition dual (H qs : mat) : Prop := forall y, length y = length qs -> mv qs (lincomb y H) = y.

Lemma zero_repeat n : zero (repeat 0 n).
Proof. unfold zero; induction n; simpl; constructor; trivial. Qed.
Lemma dot_vsub_l u v x : dot (vsub u v) x = dot u x - dot v x.
Proof. unfold vsub; rewrite dot_vadd_l, dot_vscale_l; ring. Qed.
Lemma lincomb_comm y H v : dot v (lincomb y H) = dot y (mv H v).
Proof. now rewrite dot_comm, dot_lincomb. Qed.
Lemma independent_tail q qs : linearly_independent (q :: qs) -> linearly_independent qs.
Proof.
  intros HI l Ll Z; assert (Z' : zero (0 :: l)); [|now inversion Z'].
  apply HI; simpl; [congruence|].
  assert (E : forall v w : vec, zero w -> zero (vadd (vscale 0 v) w) ).
  { unfold zero; induction v as [|a v IH]; intros w Hw; simpl; trivial.
    destruct Hw as [|b w Hb Hw]; constructor; try lra; [|now apply IH].
    fold (vscale 0 v); specialize (IH [] (Forall_nil _)); now rewrite vadd_nil_r in IH. }
  now apply E.
Qed.
(* from the dual vectors H of qs to those of q :: qs, where r = q - sum_i (h_i.q) q_i *)
Definition residual (H qs : mat) (q : vec) : vec := lincomb (1 :: vscale (-1) (mv H q)) (q :: qs).
Definition annihilator (H qs : mat) (r : vec) : vec := vsub r (lincomb (mv qs r) H).
Definition extended (H : mat) (q g : vec) (s : R) : mat :=
  vscale (/ s) g :: map (fun h => vsub h (vscale (dot q h / s) g)) H.
Lemma dot_residual H qs q v : dot (residual H qs q) v = dot q v - dot (mv H q) (mv qs v).
Proof. unfold residual; rewrite dot_lincomb; simpl; rewrite dot_vscale_l; ring. Qed.
Lemma annihilator_zero H qs r : dual H qs -> Forall (fun p => dot p (annihilator H qs r) = 0) qs.
Proof.
  intro D; specialize (D (mv qs r) (mv_length qs r)); apply Forall_forall; intros p Hp.
  unfold annihilator; rewrite dot_vsub; set (w := lincomb _ _) in *.
  unfold mv in D; generalize (proj1 map_ext_in_iff D p Hp); cbv beta; lra.
Qed.
Lemma dot_annihilator H qs q : let r := residual H qs q in dot q (annihilator H qs r) = dot r r.
Proof.
  intro r; unfold annihilator; rewrite dot_vsub, lincomb_comm.
  unfold r at 3; rewrite dot_residual, (dot_comm (mv qs r)); ring.
Qed.
Lemma mv_extended H q g s v :
  mv (extended H q g s) v = dot g v / s :: map (fun h => dot h v - dot q h / s * dot g v) H.
Proof.
  unfold extended; simpl; rewrite dot_vscale_l; f_equal; [unfold Rdiv; ring|].
  unfold mv; rewrite map_map; apply map_ext; intro h; rewrite dot_vsub_l, dot_vscale_l; ring.
Qed.
Lemma dual_extended H qs q : dual H qs -> dot (residual H qs q) (residual H qs q) <> 0 ->
  let r := residual H qs q in
  dual (extended H q (annihilator H qs r) (dot r r)) (q :: qs).
Proof.
  intros D Z r [|y0 y] Ly; [discriminate|]; set (g := annihilator H qs r).
  assert (Zero : forall (u : vec) (L : mat), dot u (map (fun _ => 0) L) = 0).
  { induction u as [|a u IH]; intros [|h L]; simpl; trivial. rewrite IH; ring. }
  cbn [mv map]; rewrite lincomb_comm, mv_extended; f_equal.
  - rewrite (dot_comm g), (dot_annihilator H qs q : dot q g = dot r r); fold r in Z; cbn [dot].
    erewrite map_ext with (g := fun _ => 0); [rewrite Zero; now field|].
    intro h; rewrite (dot_comm h); now field.
  - transitivity (mv qs (lincomb y H)); [|apply D; simpl in Ly; congruence].
    unfold mv; apply map_ext_in; intros p Hp; rewrite !lincomb_comm, mv_extended; cbn [dot].
    generalize (annihilator_zero H qs r D); rewrite Forall_forall; fold g; intro Zp.
    rewrite (dot_comm g), (Zp p Hp); unfold mv.
    rewrite (map_ext _ (fun row => dot row p)); [unfold Rdiv; ring|].
    intro h; simpl; ring.
Qed.
Theorem dual_exists qs : linearly_independent qs -> exists H, length H = length qs /\ dual H qs.
Proof.
  induction qs as [|q qs IH]; intro HI.
  - exists []; split; trivial; intros [|a y]; [reflexivity|discriminate].
  - destruct IH as [H [LH D]]; [now apply independent_tail with q|]; set (r := residual H qs q).
    exists (extended H q (annihilator H qs r) (dot r r)); split.
    + unfold extended; simpl; now rewrite map_length, LH.
    + apply dual_extended; trivial; intro Z; apply sqnorm_zero, HI in Z; [inversion Z; lra|].
      simpl; now rewrite vscale_length, mv_length, LH.
Qed.

(** Affine independence is linear independence after a coordinate 1 *)
Lemma lincomb_lifted l : forall a ps, length ps = S (length l) ->
  lincomb (a :: l) (map (cons 1) ps) = sum (a :: l) :: lincomb (a :: l) ps.
Proof.
  induction l as [|b l IH]; intros a [|p ps] E; try discriminate.
  - destruct ps; [|discriminate]. unfold sum; simpl; rewrite !vadd_nil_r; f_equal; ring.
  - change (lincomb (a :: b :: l) (map (cons 1) (p :: ps)))
      with (vadd (vscale a (1 :: p)) (lincomb (b :: l) (map (cons 1) ps))).
    rewrite IH by (simpl in E; congruence). unfold sum; simpl; f_equal; ring.
Qed.
Lemma lifted_independent ps : affinely_independent ps -> linearly_independent (map (cons 1) ps).
Proof.
  intros HI l Ll Z; rewrite map_length in Ll; destruct l as [|a l]; [constructor|].
  rewrite lincomb_lifted in Z by (simpl in Ll; congruence).
  inversion Z as [|? ? Z1 Z2]; subst; now apply HI.
Qed.

(** The readout *)
Lemma functional_exists M ps vs : Forall (fun p => length p = M) ps -> length vs = length ps ->
  affinely_independent ps ->
  exists a t, length a = M /\ map (fun p => dot a p + t) ps = vs.
Proof.
  intros HM Lv HI; destruct (dual_exists _ (lifted_independent ps HI)) as [H [_ D]].
  specialize (D vs); rewrite map_length in D; specialize (D Lv); set (g := lincomb vs H) in *.
  destruct (fit M (tl g)) as [a [La Ea]]; exists a, (hd 0 g); split; trivial.
  rewrite <- D; unfold mv; rewrite map_map; apply map_ext_in; intros p Hp.
  rewrite Forall_forall in HM; rewrite Ea by auto.
  destruct g as [|t g]; simpl; [ring|]. rewrite (dot_comm g); ring.
Qed.
Lemma affine_cons a t A c : forall ps ys, Forall (fun y => y <> []) ys ->
  map (fun p => dot a p + t) ps = map (hd 0) ys -> map (affine A c) ps = map (@tl R) ys ->
  map (affine (a :: A) (t :: c)) ps = ys.
Proof.
  induction ps as [|p ps IH]; intros [|y ys] N E1 E2; try discriminate; trivial.
  inversion N as [|? ? Hy Hys]; subst; injection E1 as E1 E1'; injection E2 as E2 E2'.
  simpl; rewrite (IH ys) by trivial; f_equal; destruct y as [|s y]; [contradiction|].
  unfold affine in *; simpl in *; now rewrite E1, E2.
Qed.
(** Affinely independent p_j are sent to any targets y_j: A p_j + c = y_j *)
Theorem readout_exists M ps : Forall (fun p => length p = M) ps -> affinely_independent ps ->
  forall Q ys, length ys = length ps -> Forall (fun y => length y = Q) ys ->
  exists A c, shape Q M A /\ length c = Q /\ map (affine A c) ps = ys.
Proof.
  intros HM HI; induction Q as [|Q IH]; intros ys Ly HQ.
  - exists [], []; repeat split; [constructor|]; clear - Ly HQ; revert ps Ly.
    induction HQ as [|y ys Hy HQ IH]; intros [|p ps] Ly; try discriminate; trivial.
    destruct y; [|discriminate]. simpl; rewrite IH; trivial; simpl in Ly; congruence.
  - destruct (functional_exists M ps (map (hd 0) ys) HM) as [a [t [La Ea]]]; trivial;
      [now rewrite map_length|].
    destruct (IH (map (@tl R) ys)) as [A [c [[HA1 HA2] [Hc E]]]]; [now rewrite map_length| |].
    + apply Forall_map; revert HQ; apply Forall_impl; intros [|s y]; simpl; congruence.
    + exists (a :: A), (t :: c); repeat split; simpl; try congruence; [now constructor|].
      apply affine_cons; trivial. revert HQ; apply Forall_impl; intros [|s y]; easy.
Qed.
(** Linearly independent p_j are sent to any targets without a bias: A p_j = y_j *)
Lemma zero_vadd u : forall v, zero u -> zero (vadd u v) -> zero v.
Proof.
  unfold zero; induction u as [|a u IH]; intros [|b v] Hu Huv; simpl in *; trivial.
  inversion Hu; inversion Huv; subst; constructor; [lra|now apply IH].
Qed.
Lemma zero_vscale k u : zero u -> zero (vscale k u).
Proof. unfold zero; intro H; apply Forall_map; revert H; apply Forall_impl; intros; subst; ring. Qed.
Lemma origin_added M ps : linearly_independent ps -> affinely_independent (repeat 0 M :: ps).
Proof.
  intros HI [|a l] Ll Hs Z; [discriminate|]; simpl in Z.
  apply zero_vadd in Z; [|apply zero_vscale, zero_repeat].
  apply HI in Z; [|simpl in Ll; congruence]. constructor; trivial.
  assert (E : sum l = 0); [|unfold sum in *; simpl in Hs; lra].
  clear - Z; unfold sum; induction Z; simpl; lra.
Qed.
Theorem linear_readout_exists M ps : Forall (fun p => length p = M) ps -> linearly_independent ps ->
  forall Q ys, length ys = length ps -> Forall (fun y => length y = Q) ys ->
  exists A, shape Q M A /\ map (mv A) ps = ys.
Proof.
  intros HM HI Q ys Ly HQ.
  destruct (readout_exists M (repeat 0 M :: ps)) with (Q := Q) (ys := repeat 0 Q :: ys)
    as [A [c [HA [Hc E]]]]; try (constructor; trivial; apply repeat_length);
    [now apply origin_added|simpl; congruence|].
  exists A; split; trivial; injection E as E0 E.
  assert (Z : zero c).
  { apply (zero_vadd (mv A (repeat 0 M))); [apply mv_zero_vec, zero_repeat|].
    unfold affine in E0; rewrite E0; apply zero_repeat. }
  rewrite <- E; apply map_ext; intro p; unfold affine; rewrite vadd_zero_r; trivial.
  rewrite mv_length; destruct HA; congruence.
Qed.

(** Collapsible.v -- a layer that collapses P and keeps N exists exactly when a hyperplane separates them.
    E = 1 gives W = u f^T + eps 1 with a Sherman-Morrison inverse, and finite sets leave room for eps:
    so L3 is never vacuous. Conversely any row of such a layer is a separating hyperplane, so a common
    point of the two convex hulls forbids every layer (T3'). *)
From Truncation Require Import Spec LinearAlgebra Vectors Truncation Separation Obstruction.
From Coq Require Import Lra Lia.
Import ListNotations.
Open Scope R_scope.

(** The inverse of u f^T + eps 1 *)
Definition slanted (M : nat) (f : vec) (eps : R) : mat := steered M f eps (identity M).
Definition slanted_inverse (M : nat) (f : vec) (eps : R) : mat :=
  madd (outer (ones M) (vscale (- / (eps * (eps + sum f))) f)) (map (vscale (/ eps)) (identity M)).
Lemma mv_slanted M f eps x : length x = M ->
  mv (slanted M f eps) x = map (fun r => dot f x + eps * r) x.
Proof.
  intros <-; unfold slanted, steered.
  rewrite mv_madd, mv_outer, mv_mscale, mv_identity; apply vadd_ones.
Qed.
Lemma mv_slanted_inverse M f eps x : length x = M ->
  mv (slanted_inverse M f eps) x
  = map (fun r => - / (eps * (eps + sum f)) * dot f x + / eps * r) x.
Proof.
  intros <-; unfold slanted_inverse.
  rewrite mv_madd, mv_outer, mv_mscale, mv_identity, dot_vscale_l; apply vadd_ones.
Qed.
Lemma dot_map_affine a k f : forall x, length f = length x ->
  dot f (map (fun r => a + k * r) x) = a * sum f + k * dot f x.
Proof.
  unfold sum; induction f as [|c f IH]; intros [|r x] E; simpl in *; try discriminate; [ring|].
  rewrite IH by congruence; ring.
Qed.
Theorem slanted_inverse_ok M f eps : length f = M -> eps <> 0 -> eps + sum f <> 0 ->
  inverse M (slanted M f eps) (slanted_inverse M f eps).
Proof.
  intros Lf H0 H1 x Lx; split.
  - rewrite mv_slanted_inverse, mv_slanted, dot_map_affine, map_map
      by (trivial; try rewrite mv_slanted, map_length; congruence).
    transitivity (map (fun r => r) x); [apply map_ext; intro; field; now split|apply map_id].
  - rewrite mv_slanted, mv_slanted_inverse, dot_map_affine, map_map
      by (trivial; try rewrite mv_slanted_inverse, map_length; congruence).
    transitivity (map (fun r => r) x); [apply map_ext; intro; field; now split|apply map_id].
Qed.
Lemma slanted_shape M f eps : length f = M ->
  shape M M (slanted M f eps) /\ shape M M (slanted_inverse M f eps).
Proof.
  intro Lf; split; apply shape_madd; try apply shape_mscale, shape_identity;
    apply shape_outer; rewrite ?vscale_length; trivial; apply repeat_length.
Qed.

(** Room for eps over a finite set *)
Lemma lower_bound (h : vec -> R) K : (forall x, In x K -> h x <> 0) ->
  exists g, 0 < g /\ forall x, In x K -> g <= Rabs (h x).
Proof.
  induction K as [|y K IH]; intro H; [exists 1; split; [lra|easy]|].
  destruct IH as [g [G1 G2]]; [intros; apply H; now right|].
  exists (Rmin g (Rabs (h y))); split.
  - apply Rmin_pos; trivial. apply Rabs_pos_lt, H; now left.
  - intros x [<-|Hx]; [apply Rmin_r|].
    apply Rle_trans with g; [apply Rmin_l|now apply G2].
Qed.
Lemma upper_bound (h : vec -> vec) K :
  exists e, 0 <= e /\ forall x, In x K -> Forall (fun r => Rabs r <= e) (h x).
Proof.
  assert (V : forall v : vec, exists e, 0 <= e /\ Forall (fun r => Rabs r <= e) v).
  { induction v as [|r v [e [E1 E2]]]; [exists 0; split; [lra|constructor]|].
    exists (Rmax e (Rabs r)); split; [apply Rle_trans with e; trivial; apply Rmax_l|].
    constructor; [apply Rmax_r|]. revert E2; apply Forall_impl; intros t Ht.
    apply Rle_trans with e; trivial; apply Rmax_l. }
  induction K as [|y K [e [E1 E2]]]; [exists 0; split; [lra|easy]|].
  destruct (V (h y)) as [d [D1 D2]]; exists (Rmax d e); split.
  - apply Rle_trans with e; trivial; apply Rmax_r.
  - intros x [<-|Hx]; [revert D2|generalize (E2 x Hx)]; apply Forall_impl; intros t Ht;
      (eapply Rle_trans; [exact Ht|]); [apply Rmax_l|apply Rmax_r].
Qed.
Lemma room_for_eps g e s : 0 < g -> 0 <= e -> exists eps, 0 < eps /\ eps * e < g /\ eps + s <> 0.
Proof.
  intros Hg He; set (k := g * / (e + 1)).
  assert (Hk : 0 < k) by (apply Rmult_lt_0_compat; trivial; apply Rinv_0_lt_compat; lra).
  assert (E : k * e + k = g) by (unfold k; field; lra).
  destruct (Req_dec (k + s) 0); [exists (k / 2)|exists k]; repeat split; lra.
Qed.
(** For every apex p on a separating hyperplane there is an invertible layer with that apex *)
Theorem layer_exists M f p P N : length f = M ->
  (forall x, In x P -> dot f x < dot f p) -> (forall x, In x N -> dot f p < dot f x) ->
  exists W V, shape M M W /\ shape M M V /\ inverse M W V /\ splits W (bias_at W p) P N.
Proof.
  intros Lf HP HN.
  destruct (lower_bound (fun x => dot f (vsub x p)) (P ++ N)) as [g [G1 G2]].
  { intros x Hx; rewrite dot_vsub.
    apply in_app_or in Hx as [Hx|Hx]; [specialize (HP x Hx)|specialize (HN x Hx)]; lra. }
  destruct (upper_bound (fun x => mv (identity M) (vsub x p)) (P ++ N)) as [e [E1 E2]].
  destruct (room_for_eps g e (sum f) G1 E1) as [eps [R1 [R2 R3]]].
  destruct (slanted_shape M f eps Lf) as [S1 S2].
  exists (slanted M f eps), (slanted_inverse M f eps); split; [exact S1|split; [exact S2|split]].
  - apply slanted_inverse_ok; trivial; lra.
  - apply collapse_signs with (t := dot f p) (g := g) (e := e); trivial; try lra.
    + unfold identity; now rewrite map_length, seq_length.
    + intros x Hx; split; [now apply G2|now apply E2].
Qed.

(** From a separating (f, t) of any length to an apex p in R^M *)
Lemma fit M : forall f : vec, exists f', length f' = M /\ forall x, length x = M -> dot f' x = dot f x.
Proof.
  induction M as [|M IH]; intro f; [exists []; split; trivial|].
  - intros [|r x] E; [now rewrite !dot_nil_r|discriminate].
  - destruct (IH (tl f)) as [f' [L E]]; exists (hd 0 f :: f'); split; [simpl; congruence|].
    intros [|r x] Lx; simpl in *; [discriminate|]. rewrite E by congruence.
    destruct f; simpl; trivial; ring.
Qed.
Lemma sqnorm_zero f : dot f f = 0 -> zero f.
Proof.
  unfold zero; induction f as [|a f IH]; simpl; intro E; constructor;
  generalize (Rle_0_sqr a) (sqnorm_nonneg f); unfold Rsqr, sqnorm; intros A B.
  - apply Rsqr_0_uniq; unfold Rsqr; lra.
  - apply IH; lra.
Qed.
Lemma apex_on_hyperplane f t : dot f f <> 0 -> dot f (vscale (t / dot f f) f) = t.
Proof. intro H; rewrite dot_vscale_r; now field. Qed.
Lemma sqnorm_ones M : (0 < M)%nat -> 0 < dot (ones M) (ones M).
Proof.
  intro H; destruct M as [|M]; [now apply Nat.lt_irrefl in H|].
  simpl; generalize (sqnorm_nonneg (ones M)); unfold sqnorm, ones; lra.
Qed.
Theorem hyperplane_apex M P N : (0 < M)%nat ->
  Forall (fun x => length x = M) (P ++ N) -> separable P N ->
  exists f p, length f = M /\ length p = M
    /\ (forall x, In x P -> dot f x < dot f p) /\ (forall x, In x N -> dot f p < dot f x).
Proof.
  intros HM HL [f0 [t0 [HP HN]]]; rewrite Forall_forall in HL.
  assert (E : exists f t, length f = M /\ dot f f <> 0
    /\ (forall x, In x P -> dot f x < t) /\ (forall x, In x N -> t < dot f x)).
  { destruct (fit M f0) as [f [Lf E]]; destruct (Req_dec (dot f f) 0) as [Z|Z].
    - assert (D : forall x, In x (P ++ N) -> dot f0 x = 0).
      { intros x Hx; rewrite <- E, dot_comm by auto. now apply dot_zero_r, sqnorm_zero. }
      generalize (sqnorm_ones M HM); intro HO.
      destruct (upper_bound (fun x => [dot (ones M) x]) (P ++ N)) as [e [_ B]].
      assert (B' : forall x, In x (P ++ N) -> - e <= dot (ones M) x <= e).
      { intros x Hx; specialize (B x Hx); inversion B as [|? ? B1 _]; subst.
        revert B1; unfold Rabs; destruct (Rcase_abs _); lra. }
      destruct P as [|x P], N as [|y N].
      + exists (ones M), 0; repeat split; [apply repeat_length|lra|easy|easy].
      + exists (ones M), (- e - 1); repeat split; [apply repeat_length|lra|easy|].
        intros z Hz; destruct (B' z) as [B1 _]; [exact Hz|lra].
      + exists (ones M), (e + 1); repeat split; [apply repeat_length|lra| |easy].
        intros z Hz; destruct (B' z) as [_ B1]; [now apply in_or_app; left|lra].
      + specialize (HP x (or_introl eq_refl)); specialize (HN y (or_introl eq_refl)).
        rewrite D in HP by (now left). rewrite D in HN by (apply in_or_app; right; now left). lra.
    - exists f, t0; repeat split; trivial; intros x Hx; rewrite E;
        solve [auto | apply HL, in_or_app; auto]. }
  destruct E as [f [t [Lf [Z [H1 H2]]]]]; exists f, (vscale (t / dot f f) f).
  now rewrite vscale_length, apex_on_hyperplane.
Qed.

(** L3 and its converse: separated by a hyperplane = collapsed by an invertible layer *)
Theorem splits_separable W b P N : (0 < length W)%nat -> length b = length W ->
  splits W b P N -> separable P N.
Proof.
  intros HW Lb [HP HN]; destruct W as [|r W], b as [|s b]; simpl in *; try lia.
  exists r, (- s); split; intros x Hx;
    [specialize (HP x Hx); inversion HP|specialize (HN x Hx); inversion HN]; subst; lra.
Qed.
Theorem separable_iff_layer M P N : (0 < M)%nat -> Forall (fun x => length x = M) (P ++ N) ->
  separable P N <-> exists W V b,
    shape M M W /\ inverse M W V /\ length b = M /\ splits W b P N.
Proof.
  intros HM HL; split.
  - intro H; destruct (hyperplane_apex M P N HM HL H) as [f [p [Lf [Lp [HP HN]]]]].
    destruct (layer_exists M f p P N Lf HP HN) as [W [V [SW [_ [HV HS]]]]].
    exists W, V, (bias_at W p); split; [exact SW|split; [exact HV|split; [|exact HS]]].
    unfold bias_at; rewrite vscale_length, mv_length; now destruct (inverse_length _ _ _ HV).
  - intros [W [V [b [_ [HV [Lb HS]]]]]]; destruct (inverse_length _ _ _ HV) as [LW _].
    apply (splits_separable W b); congruence.
Qed.
(** T3': a common point of the convex hulls leaves no layer, invertible or not, that collapses P and keeps N *)
Theorem hulls_meet_no_layer P N l m W b : convex_weights l P -> convex_weights m N ->
  lincomb l P = lincomb m N -> (0 < length W)%nat -> length b = length W -> ~ splits W b P N.
Proof.
  intros H1 H2 E HW Hb HS; apply (no_separation P N l m H1 H2 E).
  now apply (splits_separable W b).
Qed.
(* the same on integers, for a certificate to be computed by vm_compute *)
Theorem check_obstruction_no_layer P N l m W b : check_obstruction P N l m = true ->
  (0 < length W)%nat -> length b = length W -> ~ splits W b (RM P) (RM N).
Proof.
  intros H HW Hb HS; apply (check_obstruction_ok P N l m H); now apply (splits_separable W b).
Qed.
(* it decides real data: segments that cross in the plane *)
Example crossing : check_obstruction (ZM 1 [[0; 0]; [2; 2]]%Z) (ZM 2 [[0; 4]; [4; 0]]%Z)
  (ZV 2 [1; 1]%Z) (ZV 2 [1; 1]%Z) = true.
Proof. vm_compute; reflexivity. Qed.
Example apart : check_obstruction (ZM 1 [[0; 0]; [2; 2]]%Z) (ZM 1 [[0; 4]; [4; 1]]%Z)
  (ZV 2 [1; 1]%Z) (ZV 2 [1; 1]%Z) = false.
Proof. vm_compute; reflexivity. Qed.

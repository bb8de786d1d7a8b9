(** Truncation.v -- the truncation map (D5) and its properties (L2), in every dimension.
    tau_{W,b}(x) = W^-1 (relu (W x + b) - b) cuts x off along the cone of the apex p = -W^-1 b:
    it is the identity on the cone W x + b >= 0 and collapses the opposite cone to p. *)
From Truncation Require Import Spec LinearAlgebra Vectors.
Import ListNotations.
Open Scope R_scope.

(** Definitions *)
(* V is the inverse of W on vectors of length M; this alone makes both of them have M rows *)
Definition inverse (M : nat) (W V : mat) : Prop :=
  forall x, length x = M -> mv V (mv W x) = x /\ mv W (mv V x) = x.
Definition tau (W V : mat) (b x : vec) : vec := mv V (vsub (map relu (affine W b x)) b).
Definition apex (V : mat) (b : vec) : vec := vscale (-1) (mv V b).

Lemma inverse_left M W V x : inverse M W V -> length x = M -> mv V (mv W x) = x.
Proof. intros H E; now apply H. Qed.
Lemma inverse_right M W V x : inverse M W V -> length x = M -> mv W (mv V x) = x.
Proof. intros H E; now apply H. Qed.
Lemma inverse_sym M W V : inverse M W V -> inverse M V W.
Proof. intros H x E; split; now apply H. Qed.
Lemma inverse_length M W V : inverse M W V -> length W = M /\ length V = M.
Proof.
  intro H; destruct (H (repeat 0 M)) as [H1 H2]; [apply repeat_length|].
  apply (f_equal (@length R)) in H1, H2; rewrite mv_length, repeat_length in *; now split.
Qed.
Lemma inverse_mm M W V W' V' : inverse M W V -> inverse M W' V' -> inverse M (mm W W') (mm V' V).
Proof.
  intros H H' x E; destruct (inverse_length _ _ _ H) as [_ LV], (inverse_length _ _ _ H') as [LW' _].
  rewrite !mv_mm; split.
  - rewrite (inverse_left _ _ _ _ H) by now rewrite mv_length. now apply (inverse_left _ _ _ _ H').
  - rewrite (inverse_right _ _ _ _ H') by now rewrite mv_length. now apply (inverse_right _ _ _ _ H).
Qed.

(** What one layer does *)
Section Properties.
Context {M : nat} {W V : mat} {b : vec} (HV : inverse M W V) (Hb : length b = M).

Lemma preactivation_length x : length (affine W b x) = M.
Proof. destruct (inverse_length _ _ _ HV); rewrite affine_length; congruence. Qed.
Lemma tau_length x : length (tau W V b x) = M.
Proof. unfold tau; rewrite mv_length; now destruct (inverse_length _ _ _ HV). Qed.
Lemma apex_length : length (apex V b) = M.
Proof. unfold apex; rewrite vscale_length, mv_length; now destruct (inverse_length _ _ _ HV). Qed.

(* W tau(x) + b = relu (W x + b): a layer is an affine map behind a truncation *)
Theorem tau_layer x : affine W b (tau W V b x) = map relu (affine W b x).
Proof.
  assert (L : length (map relu (affine W b x)) = length b)
    by (rewrite map_length, preactivation_length; now symmetry).
  unfold affine at 1, tau; rewrite (inverse_right _ _ _ _ HV); [now apply vadd_vsub|].
  rewrite vsub_length; trivial.
Qed.
(* an invertible affine map is one to one *)
Lemma affine_injective x y : length x = M -> length y = M -> affine W b x = affine W b y -> x = y.
Proof.
  intros Hx Hy E; destruct (inverse_length _ _ _ HV) as [LW _].
  apply vadd_cancel_r in E; try (rewrite mv_length; congruence).
  now rewrite <- (inverse_left _ _ _ _ HV Hx), E, (inverse_left _ _ _ _ HV Hy).
Qed.
Lemma apex_zero : affine W b (apex V b) = repeat 0 M.
Proof.
  unfold affine, apex; rewrite mv_vscale, (inverse_right _ _ _ _ HV Hb), <- Hb; clear.
  unfold vscale; induction b as [|t v IH]; simpl; trivial. rewrite IH; f_equal; ring.
Qed.

(** L2: tau (tau x) = tau x *)
Theorem tau_idempotent x : tau W V b (tau W V b x) = tau W V b x.
Proof.
  unfold tau at 1; rewrite tau_layer; unfold tau; do 2 f_equal.
  apply map_relu_fixed, Forall_map, Forall_forall; intros; apply relu_nonneg.
Qed.
(** L2: tau fixes exactly the cone where no preactivation is negative *)
Theorem tau_fixed_iff x : length x = M -> tau W V b x = x <-> Forall (Rle 0) (affine W b x).
Proof.
  intro Hx; rewrite <- map_relu_fixed, <- tau_layer; split; [now intros ->|].
  intro E; apply affine_injective; trivial; apply tau_length.
Qed.
(** L2: tau collapses to the apex exactly the cone where no preactivation is positive *)
Theorem tau_collapsed x : tau W V b x = apex V b <-> Forall (fun t => t <= 0) (affine W b x).
Proof.
  assert (Z : map (fun _ => 0) (affine W b x) = repeat 0 M).
  { rewrite <- (preactivation_length x); induction (affine W b x); simpl; congruence. }
  rewrite <- map_relu_zero, Z, <- tau_layer, <- apex_zero; split; [now intros ->|].
  intro E; apply affine_injective; trivial; [apply tau_length|apply apex_length].
Qed.
(** D5: tau (x) = p + W^-1 relu (W (x - p)) *)
Theorem tau_apex x : length x = M ->
  tau W V b x = vadd (apex V b) (mv V (map relu (mv W (vsub x (apex V b))))).
Proof.
  intro Hx; unfold tau at 1; rewrite mv_vsub; unfold vsub at 1, apex at 1; rewrite vadd_comm.
  do 3 f_equal; unfold affine, apex.
  rewrite mv_vsub, mv_vscale, (inverse_right _ _ _ _ HV Hb); unfold vsub.
  rewrite vscale_vscale; replace (-1 * -1) with 1 by ring; now rewrite vscale_1.
Qed.
(** L2: a matrix G that commutes with relu does not change tau, whatever inverse of G W is used *)
Theorem tau_invariant G V' x : inverse M (mm G W) V' -> length G = M ->
  (forall z, length z = M -> mv G (map relu z) = map relu (mv G z)) ->
  tau (mm G W) V' (mv G b) x = tau W V b x.
Proof.
  intros H' HG C; destruct (inverse_length _ _ _ HV) as [_ LV], (inverse_length _ _ _ H') as [LW' LV'].
  assert (E : forall y, affine (mm G W) (mv G b) y = mv G (affine W b y))
    by (intro; unfold affine; now rewrite mv_mm, mv_vadd).
  unfold tau at 1; rewrite E, <- C, <- tau_layer, <- E by apply preactivation_length.
  unfold affine; rewrite vsub_vadd by (rewrite !mv_length; congruence).
  apply (inverse_left _ _ _ _ H'), tau_length.
Qed.
End Properties.

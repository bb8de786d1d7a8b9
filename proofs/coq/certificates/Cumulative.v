(** Cumulative.v -- zero loss and patterns, fast: as long as all units are positive on a class, its
    pre-activations are C_l x + d_l with the cumulative parameters, which have small numbers; and
    where all units are negative the whole class becomes one point, followed once.
    A class of another kind is followed layer by layer, point by point (Evaluation.v). *)
From Truncation Require Import Spec LinearAlgebra Integers Rationals Evaluation Kernel.
From Coq Require Import Lra Bool QArith Qreals.
Import ListNotations.
Open Scope R_scope.

(** Cumulative layers: C' is the layer L after C *)
Definition composed (L C C' : zmat * zvec) : bool :=
  equal_rows (map (map (Z.mul (Zpos (mden (fst C'))))) (zmm (mnum (fst L)) (mnum (fst C))))
             (map (map (Z.mul (Zpos (mden (fst L) * mden (fst C))))) (mnum (fst C')))
  && qequal (qaffine (qM (fst L)) (qV (snd L)) (qV (snd C))) (qV (snd C')).
Fixpoint chained (C : zmat * zvec) (Ls Cs : list (zmat * zvec)) : bool :=
  match Ls, Cs with
  | [], [] => true | L :: Ls', C' :: Cs' => composed L C C' && chained C' Ls' Cs'
  | _, _ => false end.
Definition apply (C : zmat * zvec) (x : vec) : vec := affine (RM (fst C)) (RV (snd C)) x.
Lemma vadd_assoc u : forall v w, vadd (vadd u v) w = vadd u (vadd v w).
Proof.
  induction u as [|a u IH]; intros [|b v] [|c w]; simpl; trivial. rewrite IH; f_equal; ring.
Qed.
Lemma composed_ok L C C' : composed L C C' = true -> forall x, apply C' x = apply L (apply C x).
Proof.
  unfold composed, equal_rows; rewrite andb_true_iff; intros [HM Hb] x; unfold apply.
  apply all2_eq_rows in HM; apply qequal_ok in Hb; rewrite qaffine_ok, qM_ok, !qV_ok in Hb.
  apply (f_equal (map (FR (mden (fst L) * mden (fst C) * mden (fst C'))))) in HM.
  rewrite frac_extend, (Pos.mul_comm (mden (fst L) * mden (fst C))), frac_extend, <- frac_mm in HM.
  rewrite <- Hb; change (map (FR (mden (fst C'))) (mnum (fst C'))) with (RM (fst C')) in HM.
  unfold affine; rewrite <- HM, mv_mm, mv_vadd, vadd_assoc; reflexivity.
Qed.

(** Signs at the points, up to the first layer with a negative unit *)
Definition all_positive (s : list bool) : bool := forallb (fun b => b) s.
Fixpoint zprefix (U : list zlayer) (S : list (list bool)) x : bool :=
  match U, S with
  | [], [] => true
  | L :: U', s :: S' => zsigns s (zaff L x) && if all_positive s then zprefix U' S' x else true
  | _, _ => false end.
(* after that layer: the class is the point 0; without such a layer: open *)
Fixpoint tail (Ls : list (zmat * zvec)) (S : list (list bool)) (open : bool) final : bool :=
  match Ls, S with
  | [], [] => open
  | _ :: Ls', s :: S' =>
      if all_positive s then tail Ls' S' open final
      else forallb negb s &&
        let '(U, D) := scales Ls' 1 in zpattern U (repeat 0%Z (length s)) S' (final D)
  | _, _ => false end.
Definition quick Ls Cs (K : zmat * zvec) S (open : bool) final : bool :=
  if tail Ls S open final then
    let U := map (fun C => fst (scale C (mden (fst K)))) Cs in forallb (zprefix U S) (mnum (fst K))
  else false.

Lemma relu_positive s z : Forall2 strict s z -> all_positive s = true -> map relu z = z.
Proof.
  unfold all_positive; induction 1 as [|b t s z Hb H IH]; simpl; trivial.
  rewrite andb_true_iff; intros [-> Hs]; rewrite IH by exact Hs; f_equal.
  unfold relu; simpl in Hb; rewrite Rmax_right; lra.
Qed.
Lemma relu_negative s z : Forall2 strict s z -> forallb negb s = true ->
  map relu z = FR 1 (repeat 0%Z (length s)).
Proof.
  induction 1 as [|b t s z Hb H IH]; simpl; trivial.
  rewrite andb_true_iff; intros [Hn Hs]; rewrite IH by exact Hs; f_equal.
  destruct b; [discriminate|]; unfold relu, frac; simpl in Hb; rewrite Rmax_left; [field|]; lra.
Qed.
Definition ends (Ls : list layer) (x : vec) (final : positive -> list Z -> bool) : Prop :=
  exists h D, hidden Ls x = FR D h /\ final D h = true.
Lemma prefix_ok open final d x : forall Ls L C Cs S h,
  apply C (FR d x) = affine (RM (fst L)) (RV (snd L)) h ->
  chained C Ls Cs = true -> tail (L :: Ls) S open final = true ->
  zprefix (map (fun C => fst (scale C d)) (C :: Cs)) S x = true ->
  pattern (map RL (L :: Ls)) h S /\ (open = false -> ends (map RL (L :: Ls)) h final).
Proof.
  induction Ls as [|L' Ls IH]; intros [W b] C Cs [|s S] h E HC HT HP; try discriminate;
  cbn [map zprefix tail pattern RL fst snd] in *;
  apply andb_true_iff in HP as [H1 HP].
  all: assert (P : Forall2 strict s (affine (RM W) (RV b) h)).
  1, 3: rewrite <- E; destruct C as [CW Cb]; unfold apply; cbn [fst snd] in *;
    generalize (scale_ok CW Cb d x); destruct (scale (CW, Cb) d) as [U D]; intros <-;
    now apply zsigns_ok.
  all: destruct (all_positive s) eqn:Ps.
  - destruct S; [|discriminate]; split; [now split|]. intros ->; discriminate.
  - apply andb_true_iff in HT as [Hn HT]; unfold ends; cbn [map RL fst snd hidden].
    rewrite (relu_negative _ _ P Hn); destruct S; [|discriminate].
    split; [now split|]; intros _; eexists _, _; split; [reflexivity|exact HT].
  - destruct Cs as [|C' Cs]; [discriminate|]; cbn [chained] in HC.
    apply andb_true_iff in HC as [HC1 HC2].
    destruct (IH L' C' Cs S (affine (RM W) (RV b) h)) as [I1 I2]; trivial.
    + rewrite (composed_ok _ _ _ HC1), E; reflexivity.
    + unfold ends; cbn [map RL fst snd hidden]; rewrite (relu_positive _ _ P Ps); split;
      [now split|exact I2].
  - apply andb_true_iff in HT as [Hn HT]; unfold ends; cbn [map RL fst snd hidden].
    rewrite (relu_negative _ _ P Hn); cbn [map RL] in *.
    generalize (zpattern_ok (L' :: Ls) 1 (repeat 0%Z (length s)) S)
      (scales_ok (L' :: Ls) 1 (repeat 0%Z (length s))).
    destruct (scales (L' :: Ls) 1) as [U D]; cbn [fst]; intros Z1 Z2; destruct (Z1 _ HT) as [Z3 Z4].
    split; [now split|]; intros _; exists (zhidden U (repeat 0%Z (length s))), D; split;
      [|exact Z4].
    symmetry; exact Z2.
Qed.

(** The checks. The first cumulative layer is the first layer. *)
Definition all_chained (Ls Cs : list (zmat * zvec)) : bool :=
  match Ls with [] => true | L :: Ls' => chained L Ls' Cs end.
Definition follow Ls Cs (K : zmat * zvec) S (open : bool) final : bool :=
  match Ls with
  | L :: _ => if quick Ls (L :: Cs) K S open final then true else at_points Ls K S final
  | [] => at_points Ls K S final end.
Lemma follow_ok Ls Cs K S open final : all_chained Ls Cs = true ->
  follow Ls Cs K S open final = true ->
  forall x, In x (fst (RK K)) -> pattern (map RL Ls) x S
    /\ (open = false -> ends (map RL Ls) x final).
Proof.
  destruct Ls as [|L Ls]; cbn [all_chained follow]; intros HC H x Hx;
    [destruct (at_points_ok _ _ _ _ H x Hx) as [P E]; split; [exact P|intros _; exact E]|].
  destruct (quick _ _ _ _ _ _) eqn:HQ.
  - unfold quick in HQ; destruct (tail _ _ _ _) eqn:HT; [|discriminate].
    apply in_map_iff in Hx as [z [<- Hz]]; rewrite forallb_forall in HQ.
    apply (prefix_ok open final (mden (fst K)) z Ls L L Cs S); trivial; now apply HQ.
  - destruct (at_points_ok _ _ _ _ H x Hx) as [P E]; split; [exact P|intros _; exact E].
Qed.
Definition check_patterns Ls Cs (Ks : list (zmat * zvec)) Ss : bool :=
  all_chained Ls Cs && all2 (fun K S => follow Ls Cs K S true (fun _ _ => true)) Ks Ss.
Theorem check_patterns_ok Ls Cs Ks Ss : check_patterns Ls Cs Ks Ss = true ->
  strict_patterns (map RL Ls) (map RK Ks) Ss.
Proof.
  unfold check_patterns; rewrite andb_true_iff; intros [HC H]; apply all2_ok in H.
  induction H as [|K S Ks Ss HK H IH]; constructor; trivial.
  intros x Hx; apply (follow_ok _ _ _ _ _ _ HC HK x Hx).
Qed.
Definition check_zero_loss Ls Cs A c (Ks : list (zmat * zvec)) Ss : bool :=
  all_chained Ls Cs && all2 (fun K S => follow Ls Cs K S false (fits A c K)) Ks Ss.
Theorem check_zero_loss_ok Ls Cs A c Ks Ss : check_zero_loss Ls Cs A c Ks Ss = true ->
  interpolates (map RL Ls) (RM A) (RV c) (map RK Ks)
  /\ cost (map RL Ls) (RM A) (RV c) (map RK Ks) = 0
  /\ strict_patterns (map RL Ls) (map RK Ks) Ss.
Proof.
  unfold check_zero_loss; rewrite andb_true_iff; intros [HC H]; apply all2_ok in H.
  assert (I : interpolates (map RL Ls) (RM A) (RV c) (map RK Ks)).
  { intros K HK x Hx; apply in_map_iff in HK as [k [<- Hk]].
    induction H as [|k' S Ks Ss HK H IH]; [contradiction|].
    destruct Hk as [<-|Hk]; [|now apply IH].
    destruct (follow_ok _ _ _ _ _ _ HC HK x Hx) as [_ F]; destruct (F eq_refl) as [h [D [E G]]].
    unfold net; rewrite E; now apply fits_ok. }
  split; [exact I|]; split; [now apply interpolates_cost|].
  clear I; induction H as [|K S Ks Ss HK H IH]; constructor; trivial.
  intros x Hx; apply (follow_ok _ _ _ _ _ _ HC HK x Hx).
Qed.
